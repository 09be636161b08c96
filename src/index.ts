/** slylab: labeling jobs from a prompt, a script or a notebook. Everything is on this entry. */

export { input, password, prompt } from "./ask.js";
export type { Duration } from "./base/duration.js";
export type { CallSite } from "./chain/core/call-site.js";
export { Chain } from "./chain/core/chain.js";
export type { PlanAction, PlanEntry } from "./chain/core/node.js";
export { Plan, type PlannedStep } from "./chain/core/plan.js";
export { ChainError, type StepReport } from "./chain/core/step-error.js";
export type { ValueChain } from "./chain/core/value-chain.js";
export type { Assignees, JobDraft } from "./chain/draft/job-draft.js";
export type { JobSpec, SplitSpec } from "./chain/draft/job-spec.js";
export type { QueueDraft, QueueSpec } from "./chain/draft/queue-draft.js";
export { as, type EntryPoints, ensureTeam, job, project, team, withApi } from "./chain/entry-points.js";
export type { ExportResult } from "./chain/export/export-result.js";
export type { ExportFormat, ExportSettings } from "./chain/export/settings.js";
export type { ImageListChain } from "./chain/images/image-list.js";
export type { ImageRef } from "./chain/images/image-ref.js";
export type { ImageFilter, ImageMark } from "./chain/images/marks.js";
export type { SheetFile } from "./chain/images/sheet-file.js";
export type { ObjectCount, SmallPicture, Thumbnail } from "./chain/images/thumbnail.js";
export type { ThumbnailList } from "./chain/images/thumbnail-list.js";
export type { ThumbnailOptions } from "./chain/images/thumbnails.js";
export type { ThumbnailsChain } from "./chain/images/thumbnails-chain.js";
export type { ImportSettings } from "./chain/import/import-source.js";
export type { Assignment, CloneSettings } from "./chain/job/clone-reassign.js";
export type { JobChanges } from "./chain/job/edit.js";
export type { JobImage } from "./chain/job/job-images.js";
export type { JobFilter } from "./chain/job/job-query.js";
export type { JobScopeChain } from "./chain/job/job-scope-chain.js";
export type { JobAnnotation, JobWork } from "./chain/job/job-work.js";
export type { ClonesChain, Job, JobChain, JobList, JobsChain } from "./chain/job/jobs.js";
export type { RestartSettings } from "./chain/job/restart.js";
export type { ImageVerdict, ReviewOptions, Verdict } from "./chain/job/review.js";
export type { WaitOptions } from "./chain/job/wait.js";
export type { ListChain } from "./chain/list/list-chain.js";
export type { Agreement, AgreementChain, AgreementSettings } from "./chain/measure/agreement.js";
export type {
  ClassAgreement,
  DisputedImage,
  ObjectAgreement,
  PairAgreement,
  PersonAgreement,
  TagAgreement,
} from "./chain/measure/agreement-rows.js";
export type { PeopleSettings } from "./chain/measure/people.js";
export type { PersonFields, PersonWork, TimeSource } from "./chain/measure/person-work.js";
export type { ActOptions, ActorChain, ImageArgument, JobArgument } from "./chain/people/actor.js";
export type { EnsureOptions } from "./chain/people/ensure-arguments.js";
export type { DrawnObject } from "./chain/people/label.js";
export type { Team, TeamChain } from "./chain/people/team.js";
export type { TeamScopeChain } from "./chain/people/team-scope-chain.js";
export type { DatasetChain, UploadChain } from "./chain/project/dataset.js";
export type { ClassSpec, ClassSpecs, ProjectSpec, TagSpec, TagSpecs } from "./chain/project/meta-spec.js";
export type {
  AssigneesChain,
  PeopleScopeChain,
  Project,
  ProjectChain,
  ProjectScopeChain,
} from "./chain/project/project.js";
export type { UploadSettings } from "./chain/upload/source.js";
export { UploadedFile, type UploadOutcome, UploadResult, type UploadRow } from "./chain/upload/upload-result.js";
export { Api, type ApiOptions, type RawCallOptions } from "./client/api.js";
export type { Context, ContextValues } from "./client/config/context.js";
export type { ApiGroup } from "./client/http/api-group.js";
export type { BulkOptions } from "./client/http/bulk.js";
export { Listing } from "./client/http/listing.js";
export type { CallOptions, ExchangeEvent } from "./client/http/send.js";
export type { SchemaIssue, SchemaOutput, SchemaResult, StandardSchema } from "./client/http/standard-schema.js";
export type { AdvancedApi } from "./client/image/advanced.js";
export type { AnnotationApi, AnnotationReadOptions } from "./client/image/annotation.js";
export type { FigureApi, FigureInput, FigureQuery, NewFigure } from "./client/image/figure.js";
export type { ImageApi, TagValue } from "./client/image/image.js";
export type { Content, SentContents } from "./client/image/image-contents.js";
export type { ImageFilesApi, NewImageDetails } from "./client/image/image-files.js";
export type { ImageQuery } from "./client/image/image-query.js";
export type { PreviewSize } from "./client/image/image-transfer.js";
export type { NewImage } from "./client/image/image-upload.js";
export type { DrawnAnnotation, NewAnnotation } from "./client/image/sent-annotation.js";
export type { CloneOptions } from "./client/job/job-create.js";
export type { JobQuery } from "./client/job/job-read.js";
export type { JobCreateOptions, LabelSettings } from "./client/job/job-settings.js";
export type { JobWaitOptions, WaitProgress } from "./client/job/job-wait.js";
export type { LabelingJobApi, RestartOptions } from "./client/job/labeling-job.js";
export type {
  LabelingQueueApi,
  QueueCreateOptions,
  QueueEntityQuery,
  QueueQuery,
} from "./client/job/labeling-queue.js";
export type { WaitOutage } from "./client/job/outage-clock.js";
export type { DatasetApi } from "./client/project/dataset.js";
export type { DatasetNode } from "./client/project/dataset-tree.js";
export type { CollectionOutcome, EntitiesCollectionApi, NewCollection } from "./client/project/entities-collection.js";
export type { MetaChange, NamedChange, ObjectClassChange, TagChange } from "./client/project/meta-change-input.js";
export type { ObjectClassApi } from "./client/project/object-class.js";
export type { ProjectApi } from "./client/project/project.js";
export type { TagApi } from "./client/project/tag.js";
export type { WorkspaceApi } from "./client/project/workspace.js";
export type { FileApi, FileSource, NewFile } from "./client/team/file.js";
export type { GuidesApi } from "./client/team/guides.js";
export type { IssueChanges, IssuesApi, NewIssue, SubIssueChanges } from "./client/team/issues.js";
export type { RoleApi } from "./client/team/role.js";
export type { ActivityQuery, TeamApi } from "./client/team/team.js";
export type { UserApi, UserCreateOptions } from "./client/team/user.js";
export type { WebhookApi, WebhookSettings } from "./client/team/webhook.js";
export { type ConnectOptions, connect } from "./connect.js";
export type { Chart } from "./domain/display/chart.js";
export {
  type Cell,
  type CellKind,
  type ChartModel,
  type Column,
  type Displayable,
  type DisplayModel,
  display,
  type ErrorModel,
  type ImageCell,
  type LegendEntry,
  type LiteralCell,
  type MarkupModel,
  type ProgressCell,
  type ProgressModel,
  type RecordModel,
  type SheetModel,
  type SheetPicture,
  type StackModel,
  type TableModel,
  type TextModel,
} from "./domain/display/display.js";
export type { DisplayHandle } from "./domain/display/host-context.js";
export { RecordList } from "./domain/display/record-display.js";
export {
  ApiError,
  type ApiErrorDetails,
  ArgumentError,
  AuthError,
  BulkError,
  type BulkFailure,
  ConfigError,
  ConflictError,
  ConnectionError,
  ContractError,
  type ErrorCode,
  type ErrorDetails,
  type FieldIssue,
  InvalidError,
  isSlylabError,
  JobStateError,
  NoResultError,
  NotFoundError,
  RateLimitError,
  ServerError,
  SlylabError,
  TimeoutError,
} from "./domain/errors.js";
export type { GeometryJson } from "./domain/geometry/coordinates.js";
export type { Geometry } from "./domain/geometry/geometry.js";
export { type Box, Mask, type PictureSize, type Xy } from "./domain/geometry/mask.js";
export type { AlphaMask, Bitmap, PixelShape } from "./domain/geometry/mask-shapes.js";
export { parseGeometry } from "./domain/geometry/parse-geometry.js";
export type { Ring } from "./domain/geometry/raster.js";
export {
  alphaMask,
  bitmap,
  cuboid,
  graph,
  multipolygon,
  point,
  polygon,
  polyline,
  type Rows,
  rectangle,
} from "./domain/geometry/shapes.js";
export type {
  Cuboid,
  Cuboid2d,
  Graph,
  GraphNode,
  OrientedBox,
  OtherGeometry,
} from "./domain/geometry/structured-shapes.js";
export type { Multipolygon, Point, Polygon, Polyline, Rectangle, RingShape } from "./domain/geometry/vector-shapes.js";
export type { Lazy, LazyWork, ProgressEvent, RunObserver, RunOptions, StepEvent } from "./domain/lazy.js";
export type { Activity } from "./domain/records/activity.js";
export type { ApiRecord } from "./domain/records/api-record.js";
export { DatasetInfo } from "./domain/records/dataset.js";
export type {
  CollectionType,
  EntitiesCollectionInfo,
  EntitiesCollectionItem,
} from "./domain/records/entities-collection.js";
export type { FigureInfo } from "./domain/records/figure.js";
export type { FileInfo } from "./domain/records/file.js";
export type { GuideInfo } from "./domain/records/guide.js";
export {
  type Annotation,
  type AnnotationWire,
  type Figure,
  type ImageAnnotation,
  ImageInfo,
  type ImageTag,
} from "./domain/records/image.js";
export type { IssueBinding, IssueComment, IssueInfo, IssueStatus } from "./domain/records/issue.js";
export { type JobEntity, type JobFields, JobInfo } from "./domain/records/job.js";
export type { JobStats } from "./domain/records/job-stats.js";
export { type JobStatus, type ReviewStatus, type SeenStatus, Status } from "./domain/records/job-status.js";
export type { ObjectClassInfo, TagInfo } from "./domain/records/meta-info.js";
export { ProjectInfo } from "./domain/records/project.js";
export {
  type MetaWire,
  type ObjectClass,
  ProjectMeta,
  type SeenShape,
  type Shape,
  type TagMeta,
} from "./domain/records/project-meta.js";
export type { DatasetStats, ProjectStats } from "./domain/records/project-stats.js";
export type { QueueEntity, QueueInfo } from "./domain/records/queue.js";
export {
  DefaultRole,
  type Membership,
  RoleInfo,
  type RoleName,
  TeamInfo,
  UserInfo,
  WorkspaceInfo,
} from "./domain/records/team.js";
export type { WebhookAction, WebhookInfo } from "./domain/records/webhook.js";
export type { Filter } from "./domain/records/wire.js";
export { type SimulatePeopleOptions, simulatePeople } from "./local.js";
export { clear, html, Markup, show } from "./render/show.js";
export type { SimulatedPeople } from "./server/simulation/simulation.js";
export type { PersonTraits } from "./server/simulation/traits.js";
export { version } from "./version.js";
