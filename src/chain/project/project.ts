/** Chains of projects and of ensured people. They return each other, so they share a file. */
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { RecordList } from "../../domain/display/record-display.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { ImageInfo } from "../../domain/records/image.js";
import { ProjectInfo } from "../../domain/records/project.js";
import type { ProjectMeta } from "../../domain/records/project-meta.js";
import { UserInfo } from "../../domain/records/team.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { forwardMethods } from "../core/forward.js";
import { type ApiSource, Node } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { type Assignees, noAssignees } from "../draft/job-draft.js";
import type { ImageListChain } from "../images/image-list.js";
import type { ImageFilter } from "../images/marks.js";
import { checkImport, type ImportSettings } from "../import/import-source.js";
import { importStep } from "../import/import-step.js";
import { ListChain } from "../list/list-chain.js";
import { type EnsureOptions, parseEnsureArguments } from "../people/ensure-arguments.js";
import { membersOf } from "../people/people.js";
import { TeamScopeChain } from "../people/team-scope-chain.js";
import { DatasetChain, datasetSource, imagesOf, UploadChain } from "./dataset.js";
import { ensureDatasetStep } from "./ensure-dataset.js";
import { ensureMetaStep } from "./ensure-meta.js";
import { ensureProjectStep } from "./ensure-places.js";
import {
  type ClassSpecs,
  type ProjectSpec,
  parseClasses,
  parseProject,
  parseTags,
  type TagSpecs,
} from "./meta-spec.js";
import { emptyScope, personKey, projectStep, type Reference, type Scope, teamIdOf } from "./scope.js";

/** Base of chains that can ensure people. */
export abstract class PeopleScopeChain<T> extends TeamScopeChain<T> {
  /**
   * Ensures that each login has an account and is in the team with a role that can label. Running it again changes nothing.
   * Later jobs in the chain are assigned to these people by default.
   *
   * Cost: one list if all are members; else one more, and up to three requests per missing member.
   * @param options.password - password of new accounts; default: a random one, saved in `~/.slylab/passwords.json`
   * @param options.role - the exact role; default: members keep a role that can label
   * @example
   * await team(8).ensureAnnotator(["labeler_1", "labeler_2"]);
   */
  ensureAnnotator(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { logins, step } = parseEnsureArguments("ensureAnnotator", "annotator", login, options);
    const annotators = [...new Set([...this.assignees.annotators, ...logins])];
    return new AssigneesChain(this.scope.append(step), { ...this.assignees, annotators });
  }

  /**
   * Ensures that each login has an account and is in the team with a role that can review. They share the reviews of later
   * jobs in the chain.
   *
   * @example
   * await team(8).ensureReviewer("anna").ensureAnnotator("ben").job({ name: "lemons", dataset: 10555 }).create();
   */
  ensureReviewer(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { logins, step } = parseEnsureArguments("ensureReviewer", "reviewer", login, options);
    const reviewers = [...new Set([...this.assignees.reviewers, ...logins])];
    return new AssigneesChain(this.scope.append(step), { ...this.assignees, reviewers });
  }

  /**
   * Ensures that each login has an account and is in the team. New members get the role `annotator` unless `role` is given.
   *
   * @example
   * await team(8).ensureMember("carol", { role: "viewer" });
   */
  ensureMember(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { step } = parseEnsureArguments("ensureMember", "member", login, options);
    return new AssigneesChain(this.scope.append(step), this.assignees);
  }
}

/** Base of chains of a team, before and after people are ensured. */
export abstract class ProjectScopeChain<T> extends PeopleScopeChain<T> {
  /** Starts a chain of a project of the team, by id or name. */
  project(reference: number | string): ProjectChain {
    const id = parseArgument("project", "id", kinds.reference, reference);
    return new ProjectChain(this.scope.append(projectStep(id, true)), this.assignees);
  }

  /**
   * Ensures that the team has a project with this name, these object classes and tags. Running it again changes nothing. Other
   * classes and tags of the project are kept.
   *
   * @param settings.workspace - id or name of the workspace of a new project, created if missing; default: the team's first
   * @param settings.description - description of a new project
   * @param settings.classes - object classes, see `ensureClasses`
   * @param settings.tags - tags, see `ensureTags`
   * @throws {ChainError} a class or tag exists with another shape or kind of value; nothing was changed
   * @example
   * await team(8).ensureProject("november", { classes: { sign: "rectangle" }, tags: { night: null, lens: "number" } });
   */
  ensureProject(name: string, settings: ProjectSpec = {}): ProjectChain {
    const spec = parseProject("ensureProject", name, settings);
    const project = this.scope.append(ensureProjectStep(spec));
    const isBare = spec.classes.length === 0 && spec.tags.length === 0;
    return new ProjectChain(isBare ? project : project.append(ensureMetaStep(spec)), this.assignees);
  }
}

/**
 * A team and the people that the chain ensures. `await` returns them as members of the team.
 *
 * @example
 * const [anna] = await team(8).ensureAnnotator("anna");
 */
export class AssigneesChain extends ProjectScopeChain<RecordList<UserInfo>> {
  /** @internal */
  constructor(scope: Node<Scope>, assignees: Assignees) {
    super(
      scope,
      assignees,
      scope.append<RecordList<UserInfo>>({
        label: "read the members",
        quiet: true,
        async run(found, context) {
          const members = await membersOf(await teamIdOf(found, context), context);
          const ensured = [...found.people.keys()].flatMap((key) =>
            members.filter((one) => personKey(one.login) === key),
          );
          return RecordList.collect(UserInfo, ensured);
        },
        outcome: (members) => members.map(({ login }) => login).join(", "),
      }),
    );
    Object.freeze(this);
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): AssigneesChain {
    return new AssigneesChain(this.scope.fresh(), this.assignees);
  }
}

/**
 * A lazy project.
 *
 * @example
 * await project(5555).meta(); // object classes and tags
 * await project(5555).datasets();
 */
export class ProjectChain extends PeopleScopeChain<Project> {
  /** @internal */
  constructor(scope: Node<Scope>, assignees: Assignees = noAssignees) {
    super(
      scope,
      assignees,
      scope.append<Project>({
        label: "read the project",
        quiet: true,
        async run({ projectId = 0 }, context) {
          return new Project(await (await context.api()).project.getInfoById(projectId, context), scope.apiSource);
        },
        outcome: ({ name }) => `project '${name}'`,
      }),
    );
    Object.freeze(this);
  }

  /** @internal Starts the chain of a project by id or name. */
  static start(apiSource: ApiSource, reference: Reference): ProjectChain {
    const id = parseArgument("project", "id", kinds.reference, reference);
    const start = Node.root<Scope>(apiSource, { label: "", quiet: true, run: async () => emptyScope });
    return new ProjectChain(start.append(projectStep(id, false)));
  }

  /** Reads the object classes and tags of the project. Cost: one request. */
  meta(): ValueChain<ProjectMeta> {
    return new ValueChain(
      this.scope.append<ProjectMeta>({
        label: "meta",
        run: async ({ projectId = 0 }, context) => (await context.api()).project.getMeta(projectId, context),
        outcome: ({ classes, tags }) => `${classes.length} classes, ${tags.length} tags`,
      }),
    );
  }

  /** Lists the datasets of the project, including nested ones. */
  datasets(): ListChain<DatasetInfo> {
    return ListChain.after(this.scope, datasetSource);
  }

  /**
   * Starts a chain of a dataset of the project, by id or name.
   *
   * @example
   * await project(5555).dataset("dataset_01").images();
   */
  dataset(reference: number | string): DatasetChain {
    const id = parseArgument("dataset", "id", kinds.reference, reference);
    return DatasetChain.of({ parent: this.scope, reference: id }, this.assignees);
  }

  /**
   * Lists the images of all datasets of the project; `{ mark: "accepted" }` only those with that mark in a job. `for await`
   * keeps one page in memory.
   */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return imagesOf(this.scope, filter);
  }

  /**
   * Ensures that the project has a dataset with this name; `a/b` is `b` nested in `a`. Running it again changes nothing.
   *
   * @example
   * await project(5555).ensureDataset("night/rain");
   */
  ensureDataset(name: string): DatasetChain {
    return new DatasetChain(this.scope.append(ensureDatasetStep(name)), this.assignees);
  }

  /**
   * Ensures that the project has these object classes: a shape each, or `{ shape, color?, hotkey? }`. Other classes are kept.
   *
   * @throws {ArgumentError} at the call: an unknown shape, a color that is not `#RRGGBB`
   * @throws {ChainError} a class exists with another shape; nothing was changed
   * @example
   * await project(5555).ensureClasses({ sign: "rectangle", car: { shape: "bitmap", color: "#50E3C2" } });
   */
  ensureClasses(classes: ClassSpecs): ProjectChain {
    const spec = { classes: parseClasses("ensureClasses", classes), tags: [] };
    return new ProjectChain(this.scope.append(ensureMetaStep(spec)), this.assignees);
  }

  /**
   * Ensures that the project has these tags: `null` (no value), `'number'`, `'text'`, a list of values, or
   * `{ values?, applicableTo?, classes?, color? }`. Other tags and values are kept.
   *
   * @throws {ChainError} a tag exists with another kind of value; nothing was changed
   * @example
   * await project(5555).ensureTags({ night: null, weather: ["sun", "rain", "fog"], lens: "number" });
   */
  ensureTags(tags: TagSpecs): ProjectChain {
    const spec = { classes: [], tags: parseTags("ensureTags", tags) };
    return new ProjectChain(this.scope.append(ensureMetaStep(spec)), this.assignees);
  }

  /**
   * Imports pictures with their objects and tags, for example from a folder that `export` wrote. Creates missing classes, tags
   * and datasets; differences to existing ones fail before anything is written. Running it again sends nothing.
   *
   * `supervisely`: a folder with `meta.json`. `coco`: a `.json` file, or a folder with `annotations/*.json`,
   * `annotations.json` or `_annotations.coco.json`, and pictures next to it, in `images/` or in folders such as `train2017/`.
   * A COCO polygon without holes becomes a polygon, an annotation without segmentation a rectangle, everything else a bitmap.
   *
   * @param settings.as - `'supervisely'` or `'coco'`
   * @param settings.onConflict - if an image has other content or other labels: `'report'` (default: list it, change nothing)
   *   or `'replace'`
   * @throws {ArgumentError} at the call: the folder is missing or has another format
   * @throws {ChainError} a class or tag exists with another shape or kind of value; nothing was changed
   * @example
   * await team(8).ensureProject("november").import("out/", { as: "supervisely" });
   */
  import(folder: string, settings: ImportSettings): UploadChain {
    const checked = checkImport(folder, settings);
    return new UploadChain(this.scope.append(importStep(checked)), this.assignees);
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): ProjectChain {
    return new ProjectChain(this.scope.fresh(), this.assignees);
  }
}

const verbs = [
  "meta",
  "datasets",
  "dataset",
  "images",
  "ensureDataset",
  "ensureClasses",
  "ensureTags",
  "import",
] as const;

export interface Project extends Pick<ProjectChain, (typeof verbs)[number]> {}

/** A project at the time it was read: frozen, with methods that start a new chain. */
export class Project extends ProjectInfo {
  /** @internal */
  constructor(info: ProjectInfo, apiSource: ApiSource) {
    super(info);
    attachApiSource(this, apiSource);
  }
}

forwardMethods(Project, verbs, (project) => ProjectChain.start(apiSourceFor(project), project.id));
