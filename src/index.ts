/** slylab: labeling jobs from a prompt, a script or a notebook. Everything is on this entry. */

export { input, password } from "./ask.js";
export type { ActOptions, ActorChain } from "./chain/actor.js";
export { Chain } from "./chain/chain.js";
export type { Duration } from "./chain/duration.js";
export type { ImageListChain } from "./chain/image-list.js";
export type { JobDraft } from "./chain/job-draft.js";
export type { JobImage } from "./chain/job-images.js";
export type { JobFilter } from "./chain/job-query.js";
export type { JobSpec, SplitSpec } from "./chain/job-spec.js";
export type { JobAnnotation, JobWork } from "./chain/job-work.js";
export type { Job, JobChain, JobList, JobsChain } from "./chain/jobs.js";
export type { ListChain } from "./chain/list-chain.js";
export { Plan, type PlannedStep } from "./chain/plan.js";
export type { DatasetChain, Project, ProjectChain } from "./chain/project.js";
export type { Verdict } from "./chain/review.js";
export type { Assignment, CloneSettings, RestartSettings } from "./chain/rework.js";
export { ChainError, type StepReport } from "./chain/step-error.js";
export type { CrewChain, EnsureOptions, Team, TeamChain } from "./chain/team.js";
export type { Thumbnail } from "./chain/thumbnail.js";
export type { ValueChain } from "./chain/value-chain.js";
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
