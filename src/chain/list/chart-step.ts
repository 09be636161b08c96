/** The `chart` method of tables. */
import { type Chart, chartColumn } from "../../domain/display/chart.js";
import type { RecordList } from "../../domain/display/record-display.js";
import type { Step } from "../core/node.js";

/**
 * Returns the step that draws a column of numbers.
 *
 * @throws {ArgumentError} no column of numbers has this title
 */
export function chartStep<T>(
  columns: Parameters<typeof chartColumn>[0],
  column: string | undefined,
): Step<RecordList<T>, Chart> {
  const { title } = chartColumn(columns, column);
  return { label: `chart of ${title}`, run: async (rows) => rows.chart(title) };
}
