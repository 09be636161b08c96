import { describe, expect, it } from "vitest";
import { WaitView } from "../../../src/client/job/wait-view.js";
import { jobSchema } from "../../../src/domain/records/job.js";
import { LivePanel } from "../../../src/render/terminal/live.js";
import { chainTrace } from "../../../src/render/terminal/trace.js";
import { FakeTerminal } from "../../render/fake-terminal.js";

const people = ["ana", "labeler_12", "ben"];

const jobs = Array.from({ length: 40 }, (_, index) =>
  jobSchema.parse({
    ...{ id: 1037 + index, name: `november signs (#${index})`, teamId: 8, workspaceId: 7, createdBy: 7 },
    ...{ managerLogin: "lead", labelerLogin: people[index % 3], createdAt: "2026-01-05T09:00:00.000Z" },
    ...{ status: index % 4 === 0 ? "on_review" : "in_progress", imagesCount: 50, finishedImagesCount: index % 7 },
    ...{ acceptedImagesCount: index % 4 === 0 ? 3 : 0, rejectedImagesCount: 0, meta: {} },
  }),
);

function screenOf(columns: number, rows: number): readonly string[] {
  const terminal = new FakeTerminal(columns, rows);
  const trace = chainTrace(new LivePanel(terminal, { color: false }), { now: () => 0, every: () => () => {} });
  const view = new WaitView(({ status }) => status !== "on_review");
  trace.onProgress?.({ id: 1, label: "wait for on_review", ...view.update(jobs) });
  return terminal.screen();
}

describe("the table of a wait", () => {
  it.each([
    [40, ["Status", "Annotator", "Images"]],
    [50, ["ID", "Status", "Annotator", "Images"]],
    [60, ["ID", "Name", "Status", "Annotator", "Images"]],
  ])("keeps one row per job at %d columns, and fills the screen", (columns, titles) => {
    const screen = screenOf(columns, 24);
    expect(screen.length).toBeGreaterThan(18);
    expect(screen.length).toBeLessThan(24);
    const head = screen.find((line) => line.includes("Status"));
    expect(head?.split("│").flatMap((title) => title.trim() || [])).toEqual(titles);
    const rows = screen.filter((line) => line.includes("in_progress"));
    expect(rows.length).toBeGreaterThan(3);
    expect(screen.at(-1)).toBe(`… ${40 - rows.length} more`);
  });
});
