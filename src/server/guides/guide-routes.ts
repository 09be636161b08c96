import { filePath } from "../files/file-path.js";
import { fields, id, name, one, text, textUpTo } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import type { Permission } from "../users/permissions.js";
import type { GuideWire } from "./guide-store.js";

/** `guides.*`. The SDK only reads guides; `guides.add` and `guides.remove` are specific to local instances. */
export function guideRoutes({ stores, access }: ServerContext): Methods {
  const { guides, files } = stores;

  const guideOf = (call: Call, guideId: number, permission: Permission): GuideWire => {
    const guide = found("guide", guideId, guides.find(guideId));
    access.team(call.account, guide.teamId, permission);
    return guide;
  };

  return {
    "guides.list": method(fields({ teamId: id, ...listFields }), (call, input) => {
      access.team(call.account, input.teamId, "belong");
      return guides.list([{ sql: "g.teamId = ?", values: [input.teamId] }], input);
    }),

    "guides.info": method(one, (call, input) => guideOf(call, input.id, "belong")),

    "guides.add": method(
      fields({ teamId: id, name, description: text.default(""), filePath: textUpTo(10_000) }),
      (call, input) => {
        access.team(call.account, input.teamId, "manage_jobs");
        const path = filePath(input.filePath, "filePath");
        if (files.at(input.teamId, path) === undefined) {
          throw invalid("filePath", `there is no team file "${path}"; upload it first`, "any.only");
        }
        return guides.find(guides.add({ ...input, filePath: path, createdBy: call.account.id }, call.now()));
      },
    ),

    "guides.remove": method(one, (call, input) => {
      guideOf(call, input.id, "manage_jobs");
      guides.remove(input.id);
      return nothing;
    }),
  };
}
