import type { AnyService } from "../service.ts";
import { s3 } from "./s3/index.ts";

/** Every service of the local account. */
export const services: readonly AnyService[] = [s3];

/** The service of this signing name. */
export function findService(name: string): AnyService | undefined {
  return services.find((service) => service.name === name);
}
