/** A campaign for tests of measuring, on an instance whose clock advances by a minute with each write. */
import { onTestFinished } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import type { NewFigure } from "../../../src/client/image/figure.js";
import { steppedClock } from "../../../src/server/clock.js";
import { openTestServer, role } from "../../support/server.js";
import type { Local } from "../local.js";

/** A rectangle with these corners. */
export function box(classTitle: string, left: number, top: number, right: number, bottom: number): NewFigure {
  const exterior = [
    [left, top],
    [right, bottom],
  ];
  return { classTitle, geometryType: "rectangle", geometry: { points: { exterior, interior: [] } } };
}

/** A local instance with annotators and a reviewer `rita`, which closes with the test. */
export async function startCampaign(logins: readonly string[], stepMs?: number) {
  const campaign = await openCampaign(logins, stepMs);
  onTestFinished(() => campaign.close());
  return campaign;
}

/** Like {@link startCampaign}, but the caller closes it. */
export async function openCampaign(logins: readonly string[], stepMs = 60_000) {
  const server = await openTestServer({ clock: steppedClock("2026-01-05T09:00:00.000Z", stepMs) });
  const calls: string[] = [];
  const api = new Api({
    address: server.address,
    token: server.token,
    isLocal: true,
    onExchange: ({ method }) => calls.push(method),
  });
  for (const login of logins) await server.hire(login, role.annotator);
  await server.hire("rita", role.reviewer);
  const words = withApi(api);
  const local: Local = {
    ...words,
    server,
    api,
    calls,
    writes: () => calls,
    forget: () => void calls.splice(0),
    close: async () => {
      await api.close();
      await server.close();
    },
  };
  /** Draws as a person. */
  const draw = async (login: string, imageId: number, figures: readonly NewFigure[]) => {
    const own = await api.login(login, `${login} secret`);
    await own.figure.createBulk(imageId, figures);
  };
  const act = (login: string) => words.as(login, { password: `${login} secret` });
  return { ...local, draw, act };
}
