/** slylab: labeling jobs from a prompt, a script or a notebook. Everything is on this entry. */

export { input, password } from "./ask.js";
export type { ActOptions, ActorChain } from "./chain/actor.js";
export { Chain } from "./chain/chain.js";
export type { Duration } from "./chain/duration.js";
export type { JobDraft } from "./chain/job-draft.js";
export type { JobSpec, SplitSpec } from "./chain/job-spec.js";
export type { Job, JobChain, JobList, JobsChain } from "./chain/jobs.js";
export { Plan } from "./chain/plan.js";
export type { ProjectChain } from "./chain/project.js";
export { ChainError } from "./chain/step-error.js";
export type { TeamChain } from "./chain/team.js";
export type { WaitOptions } from "./chain/wait.js";
export { as, job, on, project, team, type Words } from "./chain/words.js";
export { Api, type ApiOptions } from "./client/api.js";
export { Listing } from "./client/listing.js";
export type { CallOptions } from "./client/send.js";
export { type ConnectOptions, connect } from "./connect.js";
export { type Displayable, type DisplayModel, display } from "./domain/display.js";
export {
  ApiError,
  ArgumentError,
  AuthError,
  BulkError,
  type BulkFailure,
  ConfigError,
  ConflictError,
  ConnectionError,
  ContractError,
  DeadlineError,
  type ErrorCode,
  type FieldIssue,
  InvalidError,
  isSlylabError,
  JobStateError,
  NoResultError,
  NotFoundError,
  RateLimitError,
  ServerError,
  SlylabError,
} from "./domain/errors.js";
export { ImageInfo } from "./domain/image.js";
export { JobInfo } from "./domain/job.js";
export { type JobStatus, type ReviewStatus, Status } from "./domain/job-status.js";
export { DatasetInfo, ProjectInfo, ProjectMeta } from "./domain/project.js";
export { RecordList } from "./domain/records.js";
export { DefaultRole, RoleInfo, type RoleName, TeamInfo, UserInfo, WorkspaceInfo } from "./domain/team.js";
export { type PeopleOptions, people } from "./local.js";
export { clear, html, Markup, show } from "./render/show.js";
export { version } from "./version.js";
