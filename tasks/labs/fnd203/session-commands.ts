import type { Place } from "../lab.ts";

/** The document of a session for which nobody names another; its contents are the Region's preferences. */
export const PREFERENCES = "SSM-SessionManagerRunShell";

/** A page of the Systems Manager console in the lab's Region. */
export function systemsManagerConsole({ region }: Place, page: string): string {
  return `https://${region}.console.aws.amazon.com/systems-manager/${page}?region=${region}`;
}
