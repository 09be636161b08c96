/** slylab: labeling jobs from a prompt, a script or a notebook. Everything is on this entry. */

export { input, password } from "./ask.js";
export { Chain } from "./chain/core/chain.js";
export type { Duration } from "./chain/core/duration.js";
export { Plan, type PlannedStep } from "./chain/core/plan.js";
export { ChainError, type StepReport } from "./chain/core/step-error.js";
export type { ValueChain } from "./chain/core/value-chain.js";
export type { ImageListChain } from "./chain/images/image-list.js";
export type { Thumbnail } from "./chain/images/thumbnail.js";
export type { JobDraft } from "./chain/job/job-draft.js";
export type { JobImage } from "./chain/job/job-images.js";
export type { JobFilter } from "./chain/job/job-query.js";
export type { JobSpec, SplitSpec } from "./chain/job/job-spec.js";
export type { JobAnnotation, JobWork } from "./chain/job/job-work.js";
export type { Job, JobChain, JobList, JobsChain } from "./chain/job/jobs.js";
export type { Verdict } from "./chain/job/review.js";
export type { Assignment, CloneSettings, RestartSettings } from "./chain/job/rework.js";
export type { WaitOptions } from "./chain/job/wait.js";
export type { ListChain } from "./chain/list/list-chain.js";
export type { ActOptions, ActorChain } from "./chain/people/actor.js";
export type { EnsureOptions } from "./chain/people/ensuring.js";
export type { Team, TeamChain } from "./chain/people/team.js";
export type { DatasetChain } from "./chain/project/dataset.js";
export type { ClassSpec, ClassSpecs, ProjectSpec, TagSpec, TagSpecs } from "./chain/project/meta-spec.js";
export type { AssigneesChain, Project, ProjectChain } from "./chain/project/project.js";
export { as, ensureTeam, job, on, project, team, type Words } from "./chain/words.js";
export { Api, type ApiOptions } from "./client/api.js";
export { Listing } from "./client/http/listing.js";
export type { CallOptions } from "./client/http/send.js";
export { type ConnectOptions, connect } from "./connect.js";
export { type Displayable, type DisplayModel, display } from "./domain/display/display.js";
export { RecordList } from "./domain/display/record-display.js";
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
export { ImageInfo } from "./domain/records/image.js";
export { JobInfo } from "./domain/records/job.js";
export { type JobStatus, type ReviewStatus, Status } from "./domain/records/job-status.js";
export { DatasetInfo, ProjectInfo, ProjectMeta } from "./domain/records/project.js";
export { DefaultRole, RoleInfo, type RoleName, TeamInfo, UserInfo, WorkspaceInfo } from "./domain/records/team.js";
export { type PeopleOptions, people } from "./local.js";
export { clear, html, Markup, show } from "./render/show.js";
export { version } from "./version.js";
