/** Returns the time of a write. Each call stands for one write. */
export interface Clock {
  (): Date;
  /** Returns the time of the next write without advancing; undefined for the system clock. */
  readonly peek?: () => Date;
}

/** Returns the system's time. */
export function systemClock(): Date {
  return new Date();
}

/**
 * Creates a clock that advances only when it is read, so that the same sequence of writes gets the same times.
 *
 * @param start - time of the first call, ISO 8601
 * @param stepMs - milliseconds between calls
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
