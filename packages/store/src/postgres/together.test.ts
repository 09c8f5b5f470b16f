import { expect, test } from 'vitest';
import { Together } from './together.js';

function recording(answer: (asked: readonly number[]) => Promise<readonly number[]>) {
  const asked: (readonly number[])[] = [];
  const together = new Together<number, number>((questions) => {
    asked.push(questions);
    return answer(questions);
  });
  return { asked, together };
}

test('what is asked at the same time is asked together, and everybody gets their own answer', async () => {
  const { asked, together } = recording(async (questions) => questions.map((question) => question * 2));

  expect(await Promise.all([1, 2, 3].map((question) => together.ask(question)))).toEqual([2, 4, 6]);
  expect(asked).toEqual([[1, 2, 3]]);
});

test('who asks while an answer is under way is not given that one', async () => {
  let later: Promise<number> | undefined;
  const { asked, together } = recording(async (questions) => {
    later ??= together.ask(2);
    return questions;
  });

  await together.ask(1);
  expect(await later).toBe(2);
  expect(asked).toEqual([[1], [2]]);
});

test('a failure is everybody’s who was asked for together, and nobody’s after that', async () => {
  let isBroken = true;
  const { together } = recording(async (questions) => {
    if (isBroken) throw new RangeError('broken');
    return questions;
  });

  const failed = await Promise.allSettled([together.ask(1), together.ask(2)]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect(await together.ask(3)).toBe(3);
});
