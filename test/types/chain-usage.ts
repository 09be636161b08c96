/**
 * Valid and invalid uses of chains: compiled by a test, never run. Lines that must not compile are marked; a marked
 * line that compiles is an error.
 */
import {
  as,
  type Chain,
  type Job,
  type JobList,
  job,
  type ProjectMeta,
  project,
  type RecordList,
  Status,
  type TeamInfo,
  team,
  type UserInfo,
} from "slylab";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function holds<_T extends true>(): void;
type Awaits<T> = Awaited<T>;

// The types of awaited chains.
const teamChain = team(8);
const jobsChain = team(8).jobs();
const oneChain = job(37);
const annotatorsChain = team("My team").ensureAnnotator("labeler_1", { password: "secret", role: "annotator" });
const runChain = annotatorsChain
  .job({ name: "lemons", dataset: 10555, classes: ["lemon"] })
  .create()
  .waitFor("on_review");
const metaChain = project(5555).meta();
const statusChain = job(37).status();
const statusesChain = team(8).jobs().status();
const actorChain = as("labeler_1", { password: "secret" }).start(37).mark(37, "done").submit(37);
holds<Awaits<typeof teamChain> extends TeamInfo ? true : false>();
holds<Equal<Awaits<typeof jobsChain>, JobList>>();
holds<Equal<Awaits<typeof oneChain>, Job>>();
holds<Equal<Awaits<typeof annotatorsChain>, RecordList<UserInfo>>>();
holds<Equal<Awaits<typeof runChain>, JobList>>();
holds<Equal<Awaits<typeof metaChain>, ProjectMeta>>();
holds<"on_review" extends Awaits<typeof statusChain> ? true : false>();
holds<Awaits<typeof statusesChain> extends Readonly<Record<number, string>> ? true : false>();
holds<Equal<Awaits<typeof actorChain>, JobList>>();

// A chain extends Promise, so that linters report one that is not awaited; it is not a plain value.
holds<typeof runChain extends Promise<JobList> ? true : false>();
holds<typeof runChain extends Chain<JobList> ? true : false>();

export async function records(): Promise<void> {
  const [first] = await jobsChain;
  holds<Equal<typeof first, Job | undefined>>();
  if (first === undefined) return;
  const again: Job = await first.stop().resume().waitFor(Status.COMPLETED, { timeout: "2h", every: 500 }).refresh();
  const list: JobList = await (await jobsChain).where(({ status }) => status === "pending").stop();
  // A record is not thenable: awaiting it returns it.
  holds<typeof first extends { then: unknown } ? false : true>();
  holds<typeof list extends { then: unknown } ? false : true>();
  for await (const each of team(8).jobs({ status: ["pending", "stopped"], assignedTo: "labeler_1" }))
    holds<Equal<typeof each, Job>>();
  for await (const image of project(5555).images()) image.width satisfies number | null;
  const copies: JobList = await again.clone({ assign: ["labeler_1", 7] });
  await copies.review((image, { id }) => (image.reviewStatus === "done" && id > 0 ? "accepted" : "rejected"));
  await copies.review((_image, _job, { objects }) => {
    if (objects.length > 4) return undefined;
    return objects.length > 0 ? "accepted" : { rejected: "nothing drawn" };
  });
  await copies.review({ rejected: "blurred" });
  await copies.reassign({ annotator: "labeler_2" });
  const seconds = (await again.stats()).job.annotationDuration;
  const rows = (await copies.stats()).map(({ annotatingMs }) => annotatingMs + seconds);
  rows satisfies number[];
  // @ts-expect-error: records are frozen
  first.name = "another";
  // @ts-expect-error: a status is a field of a record, and a method of a chain
  first.status();
}

// Statuses, roles and marks are literals.
// @ts-expect-error: no such status
job(37).waitFor("on_reveiw");
// @ts-expect-error: no such status
team(8).jobs({ status: "done" });
// @ts-expect-error: no such role
team(8).ensureMember("anna", { role: "boss" });
// @ts-expect-error: no such mark
as("anna").mark(37, "good");
// @ts-expect-error: no such verdict
job(37).review("good");
// @ts-expect-error: no such verdict
job(37).review(() => "acepted");
// @ts-expect-error: no such verdict
job(37).review({ rejectd: "blurred" });
// @ts-expect-error: no such verdict
job(37).review((_image, _job, { objects }) => (objects.length > 0 ? "accepted" : { rejectd: "nothing drawn" }));
// @ts-expect-error: a reason is a string
job(37).review(() => ({ rejected: 7 }));
// @ts-expect-error: a verdict is not a promise
job(37).review(async () => "accepted");

// Settings have known names and types.
// @ts-expect-error: no such setting
team(8).job({ name: "x", dataSet: 10555 });
// @ts-expect-error: a number is not a name
team(8).job({ name: 7 });
// @ts-expect-error: weights belong to a split
team(8).job({ name: "x", weights: { anna: 1 } });
// @ts-expect-error: a range has two ends
team(8).job({ range: [1] });
// @ts-expect-error: not a duration
job(37).waitFor("on_review", { timeout: "soon" });
// @ts-expect-error: ids are numbers
job("37");
// @ts-expect-error: no such filter
team(8).jobs({ asignedTo: "anna" });

// Methods exist only where they make sense.
// @ts-expect-error: a draft must be created before it can be stopped
team(8).job({ name: "x" }).stop();
// @ts-expect-error: a team cannot be stopped
team(8).stop();
// @ts-expect-error: a single job cannot be filtered
job(37).where(() => true);
// @ts-expect-error: a chain is not its result
const early: JobList = team(8).jobs();
void early;
