const MOST_TOGETHER = 256;
const MOST_UNDER_WAY = 2;

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Asks together what is asked for at the same time. An answer is never older than its question. */
export class Together<Asked, Answer> {
  readonly #askAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
  readonly #waiting: Waiting<Asked, Answer>[] = [];
  #underWay = 0;
  #isCalled = false;

  /** @param askAll - Answers each question, in their order. */
  constructor(askAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>) {
    this.#askAll = askAll;
  }

  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      this.#call();
    });
  }

  #call(): void {
    if (this.#isCalled || this.#waiting.length === 0 || this.#underWay >= MOST_UNDER_WAY) return;
    this.#isCalled = true;
    setImmediate(() => {
      this.#isCalled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#underWay += 1;
    const group = this.#waiting.splice(0, MOST_TOGETHER);
    this.#call();
    try {
      const answers = await this.#askAll(group.map(({ asked }) => asked));
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      this.#underWay -= 1;
      this.#call();
    }
  }
}
