/** Projects and people: teams give both, and each leads to the other, so that their chains are in one file. */
import { RecordList } from "../../domain/display/record-display.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { ImageInfo } from "../../domain/records/image.js";
import { ProjectInfo, type ProjectMeta } from "../../domain/records/project.js";
import { UserInfo } from "../../domain/records/team.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { parseArguments, referenceArgument } from "../core/arguments.js";
import { type ApiSource, Node } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import type { ImageListChain } from "../images/image-list.js";
import type { ImageFilter } from "../images/marks.js";
import { checkImport, type ImportSettings } from "../import/import-source.js";
import { importStep } from "../import/import-step.js";
import { type Assignees, nobody } from "../job/job-draft.js";
import { ListChain } from "../list/list-chain.js";
import { type EnsureOptions, ensuring } from "../people/ensuring.js";
import { MemberWords } from "../people/member-words.js";
import { membersOf } from "../people/people.js";
import { DatasetChain, datasetSource, imagesOf, UploadChain } from "./dataset.js";
import { ensureMetaStep } from "./ensure-meta.js";
import { ensureDatasetStep, ensureProjectStep } from "./ensure-places.js";
import {
  type ClassSpecs,
  type ProjectSpec,
  parseClasses,
  parseProject,
  parseTags,
  type TagSpecs,
} from "./meta-spec.js";
import { nowhereYet, personKey, projectStep, type Reference, type Scope, teamIdOf } from "./scope.js";

/** The words that ensure people. */
export abstract class PeopleWords<T> extends MemberWords<T> {
  /**
   * Ensures that each login has an account and is in the team, able to label: run a hundred times, there is one account and
   * one membership. Jobs after it are for these people, unless they say otherwise.
   *
   * Cost: one list where all are members; else one more, and up to three requests for each who is not.
   * @param options.password - of a new account; without it a strong random one is kept in `~/.slylab/passwords.json`
   * @param options.role - the role that they shall have, exactly; without it a member keeps a role that may label
   * @example
   * await team(8).ensureAnnotator(["labeler_1", "labeler_2"]);
   */
  ensureAnnotator(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { logins, step } = ensuring("ensureAnnotator", "annotator", login, options);
    const annotators = [...new Set([...this.crew.annotators, ...logins])];
    return new AssigneesChain(this.scope.append(step), { ...this.crew, annotators });
  }

  /**
   * Ensures that each login has an account and is in the team, able to review. They share the reviews of the jobs after it.
   *
   * @example
   * await team(8).ensureReviewer("anna").ensureAnnotator("ben").job({ name: "lemons", dataset: 10555 }).create();
   */
  ensureReviewer(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { logins, step } = ensuring("ensureReviewer", "reviewer", login, options);
    const reviewers = [...new Set([...this.crew.reviewers, ...logins])];
    return new AssigneesChain(this.scope.append(step), { ...this.crew, reviewers });
  }

  /**
   * Ensures that each login has an account and is in the team: new members as annotators unless `role` says otherwise.
   *
   * @example
   * await team(8).ensureMember("carol", { role: "viewer" });
   */
  ensureMember(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { step } = ensuring("ensureMember", "member", login, options);
    return new AssigneesChain(this.scope.append(step), this.crew);
  }
}

/** The words of a team, before and after people were ensured. */
export abstract class TeamWords<T> extends PeopleWords<T> {
  /** A project of the team, by id or name. */
  project(reference: number | string): ProjectChain {
    const { id } = parseArguments("project", referenceArgument, { id: reference });
    return new ProjectChain(this.scope.append(projectStep(id)), this.crew);
  }

  /**
   * Ensures that the team has a project of this name, with these object classes and tags: run again, it makes nothing. What
   * is there and not named stays.
   *
   * @param settings.workspace - id or name of the workspace of a new project, made if missing; default: the team's first
   * @param settings.description - of a new project
   * @param settings.classes - as `ensureClasses` takes them
   * @param settings.tags - as `ensureTags` takes them
   * @throws {ChainError} a class or tag is there with another shape or kind; nothing was changed
   * @example
   * await team(8).ensureProject("november", { classes: { sign: "rectangle" }, tags: { night: null, lens: "number" } });
   */
  ensureProject(name: string, settings: ProjectSpec = {}): ProjectChain {
    const spec = parseProject("ensureProject", name, settings);
    const project = this.scope.append(ensureProjectStep(spec));
    const isBare = spec.classes.length === 0 && spec.tags.length === 0;
    return new ProjectChain(isBare ? project : project.append(ensureMetaStep(spec)), this.crew);
  }
}

/**
 * A team with people that the chain ensures. `await` gives them as members of the team.
 *
 * @example
 * const [anna] = await team(8).ensureAnnotator("anna");
 */
export class AssigneesChain extends TeamWords<RecordList<UserInfo>> {
  /** @internal */
  constructor(scope: Node<Scope>, crew: Assignees) {
    super(
      scope,
      crew,
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

  /** The same steps that have not run. */
  override fresh(): AssigneesChain {
    return new AssigneesChain(this.scope.fresh(), this.crew);
  }
}

/**
 * A project that is not read yet.
 *
 * @example
 * await project(5555).meta(); // object classes and tags
 * await project(5555).datasets();
 */
export class ProjectChain extends PeopleWords<Project> {
  /** @internal */
  constructor(scope: Node<Scope>, crew: Assignees = nobody) {
    super(
      scope,
      crew,
      scope.append<Project>({
        label: "read the project",
        quiet: true,
        async run({ projectId = 0 }, { api, signal }) {
          return new Project(await (await api()).project.getInfoById(projectId, { signal }), scope.apiSource);
        },
        outcome: ({ name }) => `project '${name}'`,
      }),
    );
    Object.freeze(this);
  }

  /** @internal The chain of a project by id or name. */
  static start(apiSource: ApiSource, reference: Reference): ProjectChain {
    const { id } = parseArguments("project", referenceArgument, { id: reference });
    const start = Node.root<Scope>(apiSource, { label: "", quiet: true, run: async () => nowhereYet });
    return new ProjectChain(start.append(projectStep(id)));
  }

  /** The object classes and tags of the project. Cost: one request. */
  meta(): ValueChain<ProjectMeta> {
    return new ValueChain(
      this.scope.append<ProjectMeta>({
        label: "meta",
        run: async ({ projectId = 0 }, { api, signal }) => (await api()).project.getMeta(projectId, { signal }),
        outcome: ({ classes, tags }) => `${classes.length} classes, ${tags.length} tags`,
      }),
    );
  }

  /** The datasets of the project, those that lie in others too. */
  datasets(): ListChain<DatasetInfo> {
    return ListChain.after(this.scope, datasetSource);
  }

  /**
   * One dataset of the project, by id or name.
   *
   * @example
   * await project(5555).dataset("dataset_01").images();
   */
  dataset(reference: number | string): DatasetChain {
    const { id } = parseArguments("dataset", referenceArgument, { id: reference });
    return DatasetChain.of({ parent: this.scope, reference: id }, this.crew);
  }

  /**
   * The images of all datasets of the project; `{ mark: "accepted" }` gives those with that mark in a job. Walked with
   * `for await`, one page at a time is in memory.
   */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return imagesOf(this.scope, filter);
  }

  /**
   * Ensures that the project has a dataset of this name; `a/b` is `b` inside of `a`. Run again, it makes nothing.
   *
   * @example
   * await project(5555).ensureDataset("night/rain");
   */
  ensureDataset(name: string): DatasetChain {
    return new DatasetChain(this.scope.append(ensureDatasetStep(name)), this.crew);
  }

  /**
   * Ensures that the project has these object classes: a shape each, or `{ shape, color?, hotkey? }`. What is not named stays.
   *
   * @throws {ArgumentError} at the call: an unknown shape, a color that is not `#RRGGBB`
   * @throws {ChainError} a class is there with another shape; nothing was changed
   * @example
   * await project(5555).ensureClasses({ sign: "rectangle", car: { shape: "bitmap", color: "#50E3C2" } });
   */
  ensureClasses(classes: ClassSpecs): ProjectChain {
    const spec = { classes: parseClasses("ensureClasses", classes), tags: [] };
    return new ProjectChain(this.scope.append(ensureMetaStep(spec)), this.crew);
  }

  /**
   * Ensures that the project has these tags: `null` (no value), `'number'`, `'text'`, a list of values, or
   * `{ values?, applicableTo?, classes?, color? }`. Values that are there and not named stay.
   *
   * @throws {ChainError} a tag is there with another kind of value; nothing was changed
   * @example
   * await project(5555).ensureTags({ night: null, weather: ["sun", "rain", "fog"], lens: "number" });
   */
  ensureTags(tags: TagSpecs): ProjectChain {
    const spec = { classes: [], tags: parseTags("ensureTags", tags) };
    return new ProjectChain(this.scope.append(ensureMetaStep(spec)), this.crew);
  }

  /**
   * Imports pictures with their objects and tags: what `export` wrote comes back equal. Classes, tags and datasets that are
   * missing are made; contradictions are found before anything is written. Run again, it sends nothing and doubles nothing.
   *
   * `supervisely`: a folder with `meta.json`. `coco`: a `.json` file, or a folder with `annotations/*.json`,
   * `annotations.json` or `_annotations.coco.json`, and pictures beside it, in `images/` or in folders such as `train2017/`.
   * A COCO polygon without holes becomes a polygon, a mere box a rectangle, everything else a bitmap.
   *
   * @param settings.as - `'supervisely'` or `'coco'`
   * @param settings.onConflict - an image has other content or other labels: `'report'` (default: listed, left alone) or
   *   `'replace'`
   * @throws {ArgumentError} at the call: the folder is missing or not of the format
   * @throws {ChainError} a class or tag is there with another shape or kind; nothing was changed
   * @example
   * await team(8).ensureProject("november").import("out/", { as: "supervisely" });
   */
  import(folder: string, settings: ImportSettings): UploadChain {
    const checked = checkImport(folder, settings);
    return new UploadChain(this.scope.append(importStep(checked)), this.crew);
  }

  /** The same steps that have not run. */
  override fresh(): ProjectChain {
    return new ProjectChain(this.scope.fresh(), this.crew);
  }
}

/** A project as it was when it was read: frozen, and with words that start a new chain. */
export class Project extends ProjectInfo {
  /** @internal */
  constructor(info: ProjectInfo, apiSource: ApiSource) {
    super(info);
    attachApiSource(this, apiSource);
  }

  /** The object classes and tags of the project, read anew. */
  meta(): ValueChain<ProjectMeta> {
    return this.#chain().meta();
  }

  /** The datasets of the project. */
  datasets(): ListChain<DatasetInfo> {
    return this.#chain().datasets();
  }

  /** One dataset of the project, by id or name. */
  dataset(reference: number | string): DatasetChain {
    return this.#chain().dataset(reference);
  }

  /** The images of all datasets of the project. */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return this.#chain().images(filter);
  }

  /** Ensures that the project has a dataset of this name; `a/b` is `b` inside of `a`. Run again, it makes nothing. */
  ensureDataset(name: string): DatasetChain {
    return this.#chain().ensureDataset(name);
  }

  /** Ensures that the project has these object classes: a shape each, or `{ shape, color?, hotkey? }`. */
  ensureClasses(classes: ClassSpecs): ProjectChain {
    return this.#chain().ensureClasses(classes);
  }

  /** Ensures that the project has these tags, as {@link ProjectChain.ensureTags} does. */
  ensureTags(tags: TagSpecs): ProjectChain {
    return this.#chain().ensureTags(tags);
  }

  /** Imports pictures with their objects and tags, as {@link ProjectChain.import} does. */
  import(folder: string, settings: ImportSettings): UploadChain {
    return this.#chain().import(folder, settings);
  }

  #chain(): ProjectChain {
    return ProjectChain.start(apiSourceFor(this), this.id);
  }
}
