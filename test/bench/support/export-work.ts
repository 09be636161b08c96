/** Exports a project as COCO by the built package. Prints milliseconds and the peak of memory. */
const [address = "", token = "", projectId = "", folder = ""] = process.argv.slice(2);
const { connect, withApi } = await import(new URL("../../../dist/index.js", import.meta.url).href);
const api = await connect({ server: address, token });
const start = performance.now();
await withApi(api).project(Number(projectId)).images().export(folder, { as: "coco" });
const ms = performance.now() - start;
const rssBytes = process.resourceUsage().maxRSS * 1024;
await api.close();
console.log(JSON.stringify({ ms, rssBytes }));
