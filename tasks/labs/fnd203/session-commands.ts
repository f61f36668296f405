import type { Place } from "../lab.ts";

/** A page of the Systems Manager console in the lab's Region. */
export function systemsManagerConsole({ region }: Place, page: string): string {
  return `https://${region}.console.aws.amazon.com/systems-manager/${page}?region=${region}`;
}
