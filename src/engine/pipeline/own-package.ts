/**
 * The name of this package. Its exports are already loaded; a second copy would not recognize the values of the first.
 */
export const ownPackage = "slylab";

/** Prefix of the modules that lowered syntax imports. */
export const helperPackage = "@oxc-project/runtime/helpers/";
