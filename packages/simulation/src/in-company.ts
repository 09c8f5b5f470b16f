import type { Change, DurableStore } from '@paymux/orchestration';

/**
 * A store whose every commit is made at the same time as others, which an engine may make as one with it. Of the others,
 * some cannot be made: that must be nobody else's affair.
 *
 * @throws Error What a commit beside it came to is not what it had to come to.
 */
export function inCompany(store: DurableStore): DurableStore {
  let commits = 0;

  const commit: DurableStore['commit'] = async (changes, effect) => {
    commits += 1;
    const number = commits;
    const [result, ...others] = await Promise.all([
      store.commit(changes, effect),
      store.commit([answer(`fresh ${String(number)}`), { change: 'total_add', total: 'company', by: '1' }]),
      // Every second one goes wrong, in one of two ways.
      store.commit([answer(number % 2 === 0 ? 'fresh 1' : `again ${String(number)}`)]),
      store.commit([{ change: 'total_add', total: 'narrow', by: '1', atMost: number % 4 === 1 ? '0' : '1000000' }]),
    ]);
    const made = others.map(({ committed }) => committed);
    const expected = [true, number % 2 !== 0, number % 4 !== 1];
    if (String(made) !== String(expected)) {
      throw new Error(`Beside commit ${String(number)} came ${String(made)} of what had to be ${String(expected)}.`);
    }
    return result;
  };

  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function answer(key: string): Change {
  // It never expires, and means nothing to anybody.
  const at = new Date('2100-01-01');
  const times = { createdAt: at, runningUntil: at, expiresAt: at };
  return {
    change: 'answer_insert',
    answer: { scope: 'company', key, run: 'company', fingerprint: key, state: 'done', ...times },
  };
}
