import { expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

it("a misspelled or malformed filter of images is rejected with the value and what was expected", async () => {
  const server = await startTestServer();
  const said = async (method: string, filters: unknown) => {
    const { status, body } = await server.ask(method, { datasetId: 10_555, filters });
    return [status, (body as { error?: string }).error];
  };
  for (const method of ["images.list", "figures.list"]) {
    expect(await said(method, [{ type: "objects_clas", data: { classId: 1 } }])).toEqual([
      400,
      `"filters.0.type": unknown type of filter "objects_clas"; did you mean "objects_class"?`,
    ]);
    expect(await said(method, [{ type: "__proto__", data: {} }])).toEqual([
      400,
      expect.stringMatching(/^"filters.0.type": unknown type of filter "__proto__"; the types are images_filename, /),
    ]);
    expect(await said(method, [{ typ: "objects_class", data: {} }])).toEqual([
      400,
      expect.stringMatching(/^"filters.0.type": is missing, expected images_filename, /),
    ]);
    expect(await said(method, [{ type: 7, data: {} }])).toEqual([400, expect.stringMatching(/must be a string/)]);
    expect(await said(method, [{ type: "objects_class", data: { classID: 1 } }])).toEqual([
      400,
      `"filters.0.data": unknown field "classID"; did you mean "classId"?`,
    ]);
    for (const filters of ["x", {}, 7, null, [null], [7], ["x"], [[]], [{ type: "objects_class" }]]) {
      expect([JSON.stringify(filters), await said(method, filters)]).toEqual([
        JSON.stringify(filters),
        [400, expect.stringMatching(/^"filters[.\w]*": .*expected/)],
      ]);
    }
  }
  expect(await server.ask("figures.list", { datasetId: 10_555, figureFilters: [] })).toMatchObject({
    status: 400,
    body: { error: 'unknown field "figureFilters"; did you mean "filters"?' },
  });
});

it("an inverted range of counts is rejected, and a maximum of 0 means none", async () => {
  const server = await startTestServer();
  const ask = (type: string, range: object) =>
    server.ask("images.list", { datasetId: 10_555, filters: [{ type, data: { include: true, ...range } }] });
  for (const type of ["objects_class", "objects_tag", "objects_annotator", "issues_count"]) {
    expect(await ask(type, { from: 5, to: 2 }), type).toMatchObject({
      status: 400,
      body: { error: `"filters.0.data.to": is 2, expected at least "from", which is 5` },
    });
    for (const range of [{ to: 0 }, { from: 0, to: 0 }, { from: 0, to: null }, { from: null, to: 0 }]) {
      expect(await ask(type, range), `${type} ${JSON.stringify(range)}`).toMatchObject({ body: { total: 6 } });
    }
    expect(await ask(type, { from: 1, to: 9999 }), type).toMatchObject({ body: { total: 0 } });
  }
});
