import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { hintForMember, registerMembers, watchMembers } from "../../../src/domain/display/missing-members.js";

class Base {
  readonly name = "lemons";
  archive(): string {
    return this.name;
  }
}
class Job extends Base {
  get status(): string {
    throw new Error("a getter ran");
  }
}
class Jobs extends Array<Job> {
  stop(): void {}
}
class Unread {
  pages(): void {}
  async *[Symbol.asyncIterator](): AsyncGenerator<Job> {}
}
class OwnError extends Error {}
registerMembers(OwnError.prototype);
registerMembers(Job.prototype);
registerMembers(Unread.prototype);
registerMembers(Base.prototype);
watchMembers();
registerMembers(Jobs.prototype);

/** Runs code with a job and a list; returns the hint for its error. */
function hintOf(line: string): string | undefined {
  try {
    new Function("job", "jobs", "unread", "own", line)(new Job(), new Jobs(), new Unread(), { archive() {} });
  } catch (error) {
    return hintForMember(error instanceof Error ? error.message : "", line);
  }
  return undefined;
}

describe("a missing member of our objects", () => {
  it.each([
    ["job.archve()", "did you mean 'archive'?"],
    ["jobs.stopp()", "did you mean 'stop'?"],
    ["jobs.fliter(Boolean)", "did you mean 'filter'?"],
    ["unread.pagse()", "did you mean 'pages'?"],
    ["unread.map(Boolean)", "await the list, then call 'map'"],
    ["unread.mpa(Boolean)", "await the list, then call 'map'"],
    ['unread.sheet("page.html")', undefined],
    ["unread.zzzzzz()", undefined],
    ["job.nmae.length", "did you mean 'name'?"],
    ["job.statsu.length", "did you mean 'status'?"],
    ["for (const letter of job.nmae);", "did you mean 'name'?"],
    ["job.zzzzzz()", undefined],
    ["job.nmae; own.archve()", undefined],
    ["job.nmae; own.nothing.length", undefined],
  ])("in %s has the hint %s", (line, hint) => {
    expect(hintOf(line)).toBe(hint);
  });

  it("is still known after members of an error were read", () => {
    expect(Object.getPrototypeOf(Error.prototype)).toBe(Object.prototype);
    expect(hintOf("try { job.archve() } catch (error) { error.cause; throw error }")).toBe("did you mean 'archive'?");
  });

  it("changes nothing else", () => {
    const job = new Job();
    expect(job instanceof Job && job instanceof Base && job instanceof Object).toBe(true);
    expect("archive" in job).toBe(true);
    expect("archve" in job).toBe(false);
    expect(Object.keys(job)).toEqual(["name"]);
    expect(job.toString()).toBe("[object Object]");
    expect(Array.isArray(new Jobs())).toBe(true);
    expect(inspect(new Jobs())).toBe("Jobs(0) []");
    expect(inspect(job)).toBe("Job { name: 'lemons' }");
  });
});
