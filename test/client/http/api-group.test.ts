import { expect, it } from "vitest";
import { ApiGroup, nameMethods } from "../../../src/client/http/api-group.js";
import { ProjectApi } from "../../../src/client/project/project.js";
import { type ArgumentError, badArgument, NotFoundError } from "../../../src/domain/errors.js";
import { scriptedCaller } from "../../support/scripted-caller.js";

const wrong = () => badArgument("things.info", "id", "id is 0, expected an id");

class Base extends ApiGroup {
  inherited(): never {
    throw wrong();
  }

  overridden(): string {
    return "base";
  }
}

class ThingApi extends Base {
  /** Fails after the first turn of the event loop. */
  async getInfoById(_id: number): Promise<never> {
    await Promise.resolve();
    throw wrong();
  }

  async getStatus(id: number): Promise<never> {
    return this.getInfoById(id);
  }

  async missing(): Promise<never> {
    throw new NotFoundError("things.info: not found", { method: "things.info", status: 404, detail: "", attempts: 1 });
  }

  override overridden(): string {
    return `${super.overridden()} and own`;
  }
}

const thing = new ThingApi(scriptedCaller(() => ({ status: 200, body: {} })).caller);
nameMethods("thing", thing);
nameMethods("other", thing);

it("an argument error names the called method: one that throws, an inherited one, and one that calls another", async () => {
  expect(() => thing.inherited()).toThrow("thing.inherited: id is 0, expected an id");
  await expect(thing.getInfoById(0)).rejects.toThrow("thing.getInfoById: id is 0, expected an id");
  const error: ArgumentError = await thing.getStatus(0).catch((reason) => reason);
  expect(error).toMatchObject({ method: "thing.getStatus", argument: "id" });
  expect(error.stack?.split("\n")[0]).toBe("ArgumentError: thing.getStatus: id is 0, expected an id");
  expect(Object.keys(error)).not.toContain("message");
});

it("an argument error has the caller's frame, however many frames slylab has above it", async () => {
  const project = new ProjectApi(scriptedCaller(() => ({ status: 200, body: {} })).caller);
  nameMethods("project", project);
  const limit = Error.stackTraceLimit;
  const place = import.meta.url.split("/").at(-1);
  expect(() => project.getList("x" as never)).toThrow(
    expect.objectContaining({ stack: expect.stringContaining(`${place}`) }),
  );
  await expect(project.getInfoById("x" as never)).rejects.toMatchObject({ stack: expect.stringContaining(`${place}`) });
  expect(Error.stackTraceLimit).toBe(limit);
});

it("an error of the server names the API method", async () => {
  await expect(thing.missing()).rejects.toThrow("things.info: not found");
});

it("methods keep their names, their number of parameters, and what they override", () => {
  expect([thing.getStatus.name, thing.getStatus.length]).toEqual(["getStatus", 1]);
  expect(thing.overridden()).toBe("base and own");
  expect(Object.getOwnPropertyNames(Base.prototype)).toEqual(["constructor", "inherited", "overridden"]);
});
