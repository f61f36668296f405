/**
 * What an instance of the account reaches, and where names lead from inside its VPC: for the Systems Manager agent
 * and for what is typed on the instance. It is the labs' own network evaluator that decides.
 *
 * Known gaps: endpoint policies; private hosted zones; Internet names beyond a handful (`INTERNET_NAMES`). IPv4 only.
 */
import { addresses, formatAddress } from "../../tasks/network/addresses.ts";
import type { Party } from "../../tasks/network/parties.ts";
import { reach } from "../../tasks/network/reachability.ts";
import type { Topology } from "../../tasks/network/topology.ts";
import { type Flow, tcp } from "../../tasks/network/traffic.ts";
import { networkOf } from "./network-view.ts";
import type { Call } from "./service.ts";
import { managedPrefixLists } from "./services/ec2/prefix-list-data.ts";
import { ec2, type InstanceRecord, type VpcEndpointRecord } from "./services/ec2/store.ts";
import { loadBalancingStore } from "./services/elasticloadbalancing/store.ts";
import { NO_WAY } from "./web/answer.ts";

/** Where a host is, seen from an instance. */
export interface Destination {
  /** As a name server or the client itself gives it. */
  address: string;
  /** More than one where a name has several addresses: a client tries them in turn. */
  parties: Party[];
  /** The AWS service whose endpoint it is, such as `ssm`. */
  service?: string;
  /** A load balancer of the account. */
  balancerArn?: string;
}

/** Whether packets get there, whom they come from as seen there, and in words why they do not. */
export type Way = { open: true; party: Party; from: Party } | { open: false; because: string };

/**
 * Names that people try, with addresses of blocks that their owners have had for long; the Internet that is emulated
 * has no others.
 */
const INTERNET_NAMES: Record<string, string> = {
  "amazon.com": "205.251.242.103",
  "www.amazon.com": "205.251.242.103",
  "aws.amazon.com": "52.84.0.10",
  "checkip.amazonaws.com": "52.20.14.76",
  "example.com": "93.184.216.34",
  "www.example.com": "93.184.216.34",
  "google.com": "142.250.72.14",
  "www.google.com": "142.250.72.4",
  "dns.google": "8.8.8.8",
  "one.one.one.one": "1.1.1.1",
};

/** Where an AWS service's public endpoints are, unless it is S3 or DynamoDB, whose blocks are known. */
const SERVICE_ADDRESS = "52.46.128.20";

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The network as it is now, from one instance of it. */
export class InstanceNetwork {
  readonly #call: Call;
  readonly #topology: Topology;
  readonly #instance: InstanceRecord;

  private constructor(call: Call, topology: Topology, instance: InstanceRecord) {
    this.#call = call;
    this.#topology = topology;
    this.#instance = instance;
  }

  /** @param topology where the caller has it already: it is a dozen Describe calls */
  static async of(call: Call, instance: InstanceRecord, topology?: Topology): Promise<InstanceNetwork> {
    return new InstanceNetwork(call, topology ?? (await networkOf(call)), instance);
  }

  get topology(): Topology {
    return this.#topology;
  }

  /** The party that the instance is, or undefined where it has no network interface any more. */
  get self(): Party | undefined {
    const [id] = this.#instance.networkInterfaceIds;
    return id && this.#topology.interfaces[id] ? { kind: "interface", id } : undefined;
  }

  /** The public address that the Internet sees this instance come from: its own, or that of a NAT gateway of its VPC. */
  get addressOutside(): string | undefined {
    const store = ec2(this.#call);
    const own = store.networkInterfaces[this.#instance.networkInterfaceIds[0] ?? ""]?.Association?.PublicIp;
    const nat = Object.values(store.natGateways).find(
      (it) => it.VpcId === this.#instance.VpcId && !it.deletion,
    );
    return own ?? nat?.NatGatewayAddresses[0]?.PublicIp;
  }

  /** The destination that a name or an address means here; undefined where the name is not known. */
  resolve(host: string): Destination | undefined {
    const name = host.toLowerCase().replace(/\.$/, "");
    if (ADDRESS.test(name)) return { address: name, parties: [this.#partyAt(name)] };
    if (!ec2(this.#call).vpcs[this.#instance.VpcId]?.enableDnsSupport) return undefined;
    return this.#accountHost(name) ?? this.#serviceHost(name) ?? this.#internetHost(name);
  }

  /** Where this Region's endpoint of a service is from here. */
  service(service: string): Destination | undefined {
    return this.resolve(`${service}.${this.#call.region}.amazonaws.com`);
  }

  /** Whether a flow gets through to a destination and its replies come back. */
  way(to: Destination, flow: Flow): Way {
    const from = this.self;
    if (!from) return { open: false, because: "the instance has no network interface" };
    let because = NO_WAY;
    for (const party of to.parties) {
      const found = reach(this.#topology, from, party, flow);
      because = found.decidedBy?.words ?? NO_WAY;
      if (found.extent === "none") continue;
      const back = this.#backFromOutside(party);
      if (!back) return { open: true, party, from };
      const second = reach(this.#topology, back.from, back.party, flow);
      if (second.extent !== "none") return { open: true, ...back };
      because = second.decidedBy?.words ?? NO_WAY;
    }
    return { open: false, because };
  }

  /** What leaves for a public address of the account's own comes in again, from the Internet. */
  #backFromOutside(party: Party): { party: Party; from: Party } | undefined {
    if (party.kind !== "outside") return undefined;
    const address = formatAddress(party.addresses[0]![0]);
    const held = Object.values(ec2(this.#call).networkInterfaces).find(
      (it) => it.Association?.PublicIp === address && this.#topology.interfaces[it.NetworkInterfaceId],
    );
    const own = this.addressOutside;
    if (!held || own === undefined) return undefined;
    return {
      party: { kind: "interface", id: held.NetworkInterfaceId },
      from: { kind: "outside", addresses: addresses(own) },
    };
  }

  /** The way to a service's endpoint by HTTPS. */
  wayToService(service: string): Way {
    const destination = this.service(service);
    if (!destination)
      return { open: false, because: `the VPC resolves no names, so neither ${service}'s endpoint` };
    return this.way(destination, tcp(443));
  }

  #partyAt(address: string): Party {
    const [[wanted]] = addresses(address) as [[number, number]];
    const held = Object.values(this.#topology.interfaces).filter((it) =>
      it.addresses.some(([from, to]) => from <= wanted && wanted <= to),
    );
    // Addresses of VPCs may overlap: the own one's come first.
    const found = held.find((it) => it.vpcId === this.#instance.VpcId) ?? held[0];
    return found ? { kind: "interface", id: found.id } : { kind: "outside", addresses: addresses(address) };
  }

  /** A host of the account: by an instance's name, or a load balancer's. */
  #accountHost(name: string): Destination | undefined {
    const interfaces = Object.values(ec2(this.#call).networkInterfaces);
    const owned = interfaces.find(
      (it) => it.PrivateDnsName === name || it.Association?.PublicDnsName === name,
    );
    if (owned) {
      // Within its VPC a public name means the private address ("DNS attributes for your VPC").
      const inside = owned.VpcId === this.#instance.VpcId || owned.PrivateDnsName === name;
      const address = inside ? owned.PrivateIpAddress : owned.Association!.PublicIp!;
      const party: Party = inside
        ? { kind: "interface", id: owned.NetworkInterfaceId }
        : { kind: "outside", addresses: addresses(address) };
      return { address, parties: [party] };
    }
    const balancer = this.#call
      .store(loadBalancingStore)
      .loadBalancers.find((it) => it.dnsName.toLowerCase() === name);
    if (!balancer) return undefined;
    const nodes = balancer.nodes.flatMap((node) => ec2(this.#call).networkInterfaces[node.interfaceId] ?? []);
    // The name of one that faces the Internet means its public addresses everywhere.
    const parties = nodes.map((node): Party => {
      const address = node.Association?.PublicIp;
      return address === undefined
        ? { kind: "interface", id: node.NetworkInterfaceId }
        : { kind: "outside", addresses: addresses(address) };
    });
    const address = nodes[0]?.Association?.PublicIp ?? nodes[0]?.PrivateIpAddress ?? "0.0.0.0";
    return { address, parties, balancerArn: balancer.arn };
  }

  /**
   * A service's endpoint: an interface endpoint of the VPC takes the service's name over where it has private DNS;
   * otherwise the name leads to public addresses, by a gateway endpoint's prefix list or the Internet.
   */
  #serviceHost(name: string): Destination | undefined {
    const [, service, region] = /^(?:.+\.)?([a-z0-9-]+)\.([a-z0-9-]+)\.amazonaws\.com$/.exec(name) ?? [];
    if (!service || region !== this.#call.region) return undefined;
    const endpoint = this.#endpointFor(service);
    if (endpoint) {
      const held = endpoint.NetworkInterfaceIds.filter((id) => this.#topology.interfaces[id]);
      const address = ec2(this.#call).networkInterfaces[held[0] ?? ""]?.PrivateIpAddress;
      if (address) return { address, parties: held.map((id) => ({ kind: "interface", id })), service };
    }
    const list = managedPrefixLists(this.#call.region).find(
      (it) => it.name === `com.amazonaws.${this.#call.region}.${service}`,
    );
    const block = list?.cidrs[0];
    const address = block ? block.replace(/\d+\/\d+$/, "10") : SERVICE_ADDRESS;
    return { address, parties: [{ kind: "outside", addresses: addresses(address) }], service };
  }

  #endpointFor(service: string): VpcEndpointRecord | undefined {
    const now = this.#call.cloud.clock.now();
    return Object.values(ec2(this.#call).vpcEndpoints).find(
      (it) =>
        it.VpcId === this.#instance.VpcId &&
        it.VpcEndpointType === "Interface" &&
        it.ServiceName === `com.amazonaws.${this.#call.region}.${service}` &&
        it.PrivateDnsEnabled &&
        !it.deleting &&
        it.availableAt <= now,
    );
  }

  #internetHost(name: string): Destination | undefined {
    const address = INTERNET_NAMES[name];
    return address ? { address, parties: [{ kind: "outside", addresses: addresses(address) }] } : undefined;
  }
}
