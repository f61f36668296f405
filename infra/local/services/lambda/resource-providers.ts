import type { ResourceProvider } from "../cloudformation/provider.ts";
import { eventInvokeConfigProvider } from "./providers/event-invoke-config.ts";
import { functionProvider } from "./providers/function.ts";
import { permissionProvider } from "./providers/permission.ts";
import { aliasProvider, versionProvider } from "./providers/version.ts";

export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::Lambda::Function": functionProvider,
  "AWS::Lambda::Permission": permissionProvider,
  "AWS::Lambda::Version": versionProvider,
  "AWS::Lambda::Alias": aliasProvider,
  "AWS::Lambda::EventInvokeConfig": eventInvokeConfigProvider,
};
