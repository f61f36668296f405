import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { accountOf, describeAccount } from "./accounts.ts";
import { asAdministrator, asManagement } from "./callers.ts";
import { constraint } from "./errors.ts";
import { checked, page } from "./rules.ts";

/** Members that administer a service for the organisation, and may therefore look at it as well. */
export const administratorOperations = {
  RegisterDelegatedAdministrator({ AccountId, ServicePrincipal }, call) {
    const organization = asManagement(call);
    const { id } = accountOf(organization, AccountId);
    const service = checked("service", ServicePrincipal);
    if (id === organization.managementAccountId)
      throw constraint(
        "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
        "You cannot register master account/yourself as delegated administrator for your organization.",
      );
    if (organization.administrators[id]?.[service])
      throw new AwsError(
        "AccountAlreadyRegisteredException",
        "The provided account is already a delegated administrator for your organization.",
      );
    organization.administrators[id] ??= {};
    organization.administrators[id][service] = call.cloud.clock.now();
    return {};
  },

  DeregisterDelegatedAdministrator({ AccountId, ServicePrincipal }, call) {
    const organization = asManagement(call);
    const { id } = accountOf(organization, AccountId);
    const services = organization.administrators[id];
    const service = checked("service", ServicePrincipal);
    if (!services?.[service])
      throw new AwsError(
        "AccountNotRegisteredException",
        "The provided account is not a registered delegated administrator for your organization.",
      );
    delete services[service];
    if (Object.keys(services).length === 0) delete organization.administrators[id];
    return {};
  },

  ListDelegatedAdministrators(input, call) {
    const organization = asAdministrator(call);
    const service = input.ServicePrincipal;
    if (service !== undefined) checked("service", service);
    const wanted = Object.entries(organization.administrators)
      .filter(([, services]) => service === undefined || services[service])
      .map(([id, services]) => {
        const { Paths: _, ...account } = describeAccount(
          organization,
          organization.accounts[id]!,
          call.cloud,
        );
        return { ...account, DelegationEnabledDate: Object.values(services)[0] };
      });
    const { items, next } = page(wanted, input);
    return { DelegatedAdministrators: items, NextToken: next };
  },
} satisfies Operations<"organizations">;
