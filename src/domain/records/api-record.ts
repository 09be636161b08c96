/** The base of the API's records. */
import { type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf, singularOf } from "../display/record-display.js";

/** A frozen record of the API. By default it is displayed with all its fields, under the singular of its class's `plural`. */
export abstract class ApiRecord<Fields> {
  static {
    showInHosts(ApiRecord);
  }

  constructor(fields: Omit<Fields, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    const recordClass: object = this.constructor;
    const noun = "plural" in recordClass ? singularOf(String(recordClass.plural)) : "record";
    return recordOf(`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`, this);
  }
}
