import type { AnyService } from "../service.ts";

/** Every service of the local account. */
export const services: readonly AnyService[] = [];

/** The service of this signing name. */
export function findService(name: string): AnyService | undefined {
  return services.find((service) => service.name === name);
}
