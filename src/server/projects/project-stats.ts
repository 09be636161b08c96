/** Computes the response of `projects.stats`: images, objects and tags by dataset. */
import { z } from "zod";
import type { Query } from "../db/database.js";
import { Store } from "../db/store.js";

const datasetRow = z.object({
  id: z.int(),
  name: z.string(),
  imagesCount: z.int(),
  size: z.int(),
  marked: z.int(),
  tagged: z.int(),
  objects: z.int(),
  objectsTagged: z.int(),
  area: z.number(),
  objectsArea: z.number(),
});
type DatasetRow = z.output<typeof datasetRow>;

const countRow = z.object({ itemId: z.int(), datasetId: z.int(), count: z.int(), area: z.number() });
type CountRow = z.output<typeof countRow>;

/** A class or tag in the statistics. */
interface CountedItem {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

const figure = "figures f ON f.imageId = i.id";
const figures = "FROM figures f JOIN images i ON i.id = f.imageId WHERE i.datasetId = d.id";

/** Counts images, objects and tags. Shapes of unknown area count as 0. */
export class ProjectCounts extends Store {
  readonly #sql = {
    datasets: this.database.query(
      `SELECT d.id, d.name, d.imagesCount, d.size,
       (SELECT count(*) FROM images i WHERE i.datasetId = d.id AND i.labelsCount > 0) AS marked,
       (SELECT count(*) FROM images i WHERE i.datasetId = d.id
        AND EXISTS (SELECT 1 FROM imageTags WHERE imageId = i.id)) AS tagged,
       (SELECT count(*) ${figures}) AS objects,
       (SELECT count(*) ${figures} AND EXISTS (SELECT 1 FROM figureTags WHERE figureId = f.id)) AS objectsTagged,
       (SELECT ifnull(sum(width * height), 0) FROM images WHERE datasetId = d.id) AS area,
       (SELECT ifnull(sum(f.area), 0) ${figures}) AS objectsArea
       FROM datasets d WHERE d.projectId = ? AND d.archived = 0 ORDER BY d.id`,
      datasetRow,
    ),
    imagesOfClass: this.#countQuery("f.classId", "DISTINCT i.id", "0", figure),
    objectsOfClass: this.#countQuery("f.classId", "*", "f.area", figure),
    imagesOfTag: this.#countQuery("t.tagId", "DISTINCT i.id", "0", "imageTags t ON t.imageId = i.id"),
    objectsOfTag: this.#countQuery("t.tagId", "DISTINCT f.id", "0", `${figure} JOIN figureTags t ON t.figureId = f.id`),
  };

  #countQuery(itemId: string, what: string, area: string, from: string): Query<CountRow> {
    return this.database.query(
      `SELECT ${itemId} AS itemId, i.datasetId, count(${what}) AS count, ifnull(sum(${area}), 0) AS area
       FROM datasets d JOIN images i ON i.datasetId = d.id JOIN ${from}
       WHERE d.projectId = ? AND d.archived = 0 GROUP BY 1, 2`,
      countRow,
    );
  }

  /** Computes the statistics of a project with these classes and tags. Areas are square pixels, as text. */
  of(projectId: number, classes: readonly CountedItem[], tags: readonly CountedItem[]) {
    const datasets = this.#sql.datasets.all(projectId);
    const sum = (field: Exclude<keyof DatasetRow, "name" | "id">) =>
      datasets.reduce((total, dataset) => total + dataset[field], 0);
    const each = <T>(read: (dataset: DatasetRow) => T) =>
      datasets.map((dataset) => ({ id: dataset.id, name: dataset.name, ...read(dataset) }));
    const items = (query: Query<CountRow>, named: readonly CountedItem[]) => {
      const rows = byItem(query.all(projectId));
      return named.map((item) => {
        const ofItem = rows.get(item.id);
        const counts = datasets.map(({ id, name }) => ({ id, name, count: ofItem?.get(id)?.count ?? 0 }));
        return { item, datasets: counts, total: counts.reduce((total, { count }) => total + count, 0) };
      });
    };
    const byClass = (query: Query<CountRow>) =>
      items(query, classes.map(namedOf)).map(({ item, ...rest }) => ({ objectClass: item, ...rest }));
    const byTag = (query: Query<CountRow>) =>
      items(query, tags.map(namedOf)).map(({ item, ...rest }) => ({ tagMeta: item, ...rest }));
    const areas = byItem(this.#sql.objectsOfClass.all(projectId));
    const images = (all: number, some: number) => ({ marked: some, not: all - some, all });

    return {
      datasets: {
        items: each(({ imagesCount, size }) => ({ imagesCount, size: String(size) })),
        total: { imagesCount: sum("imagesCount"), size: String(sum("size")) },
      },
      images: {
        datasets: each(({ imagesCount, marked }) => markedOf(images(imagesCount, marked))),
        objectClasses: byClass(this.#sql.imagesOfClass),
        total: markedOf(images(sum("imagesCount"), sum("marked"))),
      },
      imageTags: {
        datasets: each(({ imagesCount, tagged }) => taggedOf(images(imagesCount, tagged))),
        items: byTag(this.#sql.imagesOfTag),
        total: taggedOf(images(sum("imagesCount"), sum("tagged"))),
      },
      objectTags: {
        datasets: each(({ objects, objectsTagged }) => objectsTaggedOf(images(objects, objectsTagged))),
        items: byTag(this.#sql.objectsOfTag),
        total: objectsTaggedOf(images(sum("objects"), sum("objectsTagged"))),
      },
      objects: {
        datasets: each(({ objects }) => ({ objectsInDataset: objects })),
        items: byClass(this.#sql.objectsOfClass),
        total: { objectsInDataset: sum("objects") },
      },
      objectsArea: {
        datasets: each(({ area, objectsArea }) => areaOf(objectsArea, area)),
        items: classes.map((objectClass) => {
          const ofClass = areas.get(objectClass.id) ?? new Map<number, CountRow>();
          const drawn = [...ofClass.values()].reduce((total, { area }) => total + area, 0);
          return {
            objectClass: namedOf(objectClass),
            datasets: datasets.map(({ id, area }) => {
              const objectsArea = ofClass.get(id)?.area ?? 0;
              const percentage = percent(objectsArea, area);
              return { id, percentage, objectsArea: roundedArea(objectsArea), imagesArea: roundedArea(area) };
            }),
            total: percent(drawn, sum("area")),
          };
        }),
        total: areaOf(sum("objectsArea"), sum("area")),
      },
    };
  }
}

/** Returns item → dataset → counts. */
function byItem(rows: readonly CountRow[]): ReadonlyMap<number, ReadonlyMap<number, CountRow>> {
  const items = new Map<number, Map<number, CountRow>>();
  for (const row of rows) {
    const datasets = items.get(row.itemId) ?? new Map<number, CountRow>();
    items.set(row.itemId, datasets.set(row.datasetId, row));
  }
  return items;
}

interface Counts {
  readonly marked: number;
  readonly not: number;
  readonly all: number;
}

function namedOf({ id, name, color }: CountedItem): CountedItem {
  return { id, name, color };
}

function markedOf({ marked, not, all }: Counts) {
  return { imagesMarked: marked, imagesNotMarked: not, imagesInDataset: all };
}

function taggedOf({ marked, not: without, all }: Counts) {
  return { imagesTagged: marked, imagesNotTagged: without, imagesInDataset: all };
}

function objectsTaggedOf({ marked, not, all }: Counts) {
  return { objectsTagged: marked, objectsNotTagged: not, objectsInDataset: all };
}

function areaOf(objects: number, images: number) {
  return {
    objectsAreaInDataset: roundedArea(objects),
    imagesAreaInDataset: roundedArea(images),
    percentageInDataset: percent(objects, images),
  };
}

function percent(part: number, all: number): number {
  return all === 0 ? 0 : (part / all) * 100;
}

function roundedArea(area: number): string {
  return String(Math.round(area));
}
