/** Tells when a write happens; each call is one write. */
export interface Clock {
  (): Date;
  /** The time of the next write, without a write; undefined for the computer's time. */
  readonly peek?: () => Date;
}

/** The computer's own time. */
export function systemClock(): Date {
  return new Date();
}

/**
 * A clock that moves only when it is read: the same writes in the same order get the same times.
 *
 * @param start - ISO 8601; what the first call answers
 * @param stepMs - how far each call moves it
 */
export function steppedClock(start: string, stepMs: number): Clock {
  let next = new Date(start).getTime();
  const step = () => {
    const now = new Date(next);
    next += stepMs;
    return now;
  };
  return Object.assign(step, { peek: () => new Date(next) });
}
