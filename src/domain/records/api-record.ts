/** The base of records: of the API's, and of those that are computed from them. */
import { type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf, singularOf } from "../display/record-display.js";

/** A frozen record. By default it is displayed with all its fields, under its class's `singular` or that of its `plural`. */
export abstract class ApiRecord<Fields> {
  static {
    showInHosts(ApiRecord);
  }

  constructor(fields: Omit<Fields, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    const named = (name: string): unknown => Reflect.get(this.constructor, name);
    const noun = String(named("singular") ?? singularOf(String(named("plural") ?? "record")));
    return recordOf(`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`, this);
  }
}
