import * as z from "zod";
import { allTags, integer, readProperties, tags, unlessGone } from "../../../resource-properties.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";
import { actions, byArn, retag } from "./properties.ts";

const listenerProperties = z.strictObject({
  Certificates: z.array(z.strictObject({ CertificateArn: z.string().optional() })).optional(),
  DefaultActions: actions,
  LoadBalancerArn: z.string(),
  Port: integer.optional(),
  Protocol: z.enum(["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"]).optional(),
  Tags: tags.optional(),
});

export const listener: ResourceProvider = {
  async create(request) {
    const { Tags, ...wanted } = readProperties(listenerProperties, request);
    const { Listeners } = await request.call.invoke("elasticloadbalancing", "CreateListener", {
      ...wanted,
      Tags: allTags(Tags, request.tags),
    });
    return byArn("ListenerArn", Listeners![0]!.ListenerArn!);
  },

  async update(request, previous) {
    const { LoadBalancerArn, Tags, ...wanted } = readProperties(listenerProperties, request);
    const old = readProperties(listenerProperties, request, previous);
    if (LoadBalancerArn !== old.LoadBalancerArn) return "replace";
    const ListenerArn = request.physicalId;
    await request.call.invoke("elasticloadbalancing", "ModifyListener", { ...wanted, ListenerArn });
    await retag(request, Tags, old.Tags);
    return byArn("ListenerArn", ListenerArn);
  },

  delete({ call, physicalId }) {
    const deletion = call.invoke("elasticloadbalancing", "DeleteListener", { ListenerArn: physicalId });
    return unlessGone(deletion, "ListenerNotFound");
  },
};

const values = z.strictObject({ Values: z.array(z.string()).optional() });

const ruleProperties = z.strictObject({
  Actions: actions,
  Conditions: z.array(
    z.strictObject({
      Field: z.string(),
      HostHeaderConfig: values.optional(),
      PathPatternConfig: values.optional(),
      Values: z.array(z.string()).optional(),
    }),
  ),
  ListenerArn: z.string(),
  Priority: integer,
  Tags: tags.optional(),
});

export const listenerRule: ResourceProvider = {
  async create(request) {
    const { Tags, ...wanted } = readProperties(ruleProperties, request);
    const { Rules } = await request.call.invoke("elasticloadbalancing", "CreateRule", {
      ...wanted,
      Tags: allTags(Tags, request.tags),
    });
    return byArn("RuleArn", Rules![0]!.RuleArn!);
  },

  async update(request, previous) {
    const { ListenerArn, Priority, Tags, ...wanted } = readProperties(ruleProperties, request);
    const old = readProperties(ruleProperties, request, previous);
    if (ListenerArn !== old.ListenerArn || Priority !== old.Priority) return "replace";
    const RuleArn = request.physicalId;
    await request.call.invoke("elasticloadbalancing", "ModifyRule", { ...wanted, RuleArn });
    await retag(request, Tags, old.Tags);
    return byArn("RuleArn", RuleArn);
  },

  delete({ call, physicalId }) {
    const deletion = call.invoke("elasticloadbalancing", "DeleteRule", { RuleArn: physicalId });
    return unlessGone(deletion, "RuleNotFound");
  },
};
