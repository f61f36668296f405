import { unlessGone } from "../../../resource-properties.ts";

/** Awaits a deletion; in IAM what is gone already is `NoSuchEntity`. */
export const unlessMissing = (deletion: Promise<unknown>): Promise<void> =>
  unlessGone(deletion, "NoSuchEntity");
