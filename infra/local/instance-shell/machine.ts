import { publicImages } from "../images.ts";
import { InstanceNetwork } from "../instance-network.ts";
import type { Call } from "../service.ts";
import { privateDnsName } from "../services/ec2/compute/addresses.ts";
import { ec2, type InstanceRecord, type NetworkInterfaceRecord } from "../services/ec2/store.ts";
import { Files } from "./files.ts";

/** The instance that a shell runs on, as the account has it now. */
export class Machine {
  readonly call: Call;
  readonly instanceId: string;
  readonly files: Files;

  constructor(call: Call, instance: InstanceRecord) {
    this.call = call;
    this.instanceId = instance.InstanceId;
    this.files = new Files(this.#initialFiles());
  }

  /** @throws Error once the instance is gone from the account: its sessions end with it */
  get instance(): InstanceRecord {
    const found = ec2(this.call).instances[this.instanceId];
    if (!found) throw new Error(`${this.instanceId} is gone`);
    return found;
  }

  get primaryInterface(): NetworkInterfaceRecord | undefined {
    return ec2(this.call).networkInterfaces[this.instance.networkInterfaceIds[0] ?? ""];
  }

  get address(): string {
    return this.primaryInterface?.PrivateIpAddress ?? "127.0.0.1";
  }

  /** Such as `ip-10-0-2-10.ec2.internal`. */
  get hostname(): string {
    return privateDnsName(this.call.region, this.address);
  }

  get architecture(): "x86_64" | "aarch64" {
    const image = publicImages(this.call.region).find((it) => it.id === this.instance.ImageId);
    return image?.architecture === "arm64" ? "aarch64" : "x86_64";
  }

  get isAmazonLinux2023(): boolean {
    return (
      publicImages(this.call.region).find((it) => it.id === this.instance.ImageId)?.imdsSupport === "v2.0"
    );
  }

  /** The kernel's release. */
  get kernel(): string {
    return this.isAmazonLinux2023
      ? `6.1.156-177.286.amzn2023.${this.architecture}`
      : `5.10.245-241.976.amzn2.${this.architecture}`;
  }

  get prompt(): string {
    return this.isAmazonLinux2023 ? "sh-5.2" : "sh-4.2";
  }

  /** The network as it is at this moment: what is typed may follow a change of it. */
  network(): Promise<InstanceNetwork> {
    return InstanceNetwork.of(this.call, this.instance);
  }

  #initialFiles(): Record<string, string> {
    const { hostname, isAmazonLinux2023 } = this;
    // The VPC's resolver is the base of its range, plus two.
    const range = ec2(this.call).vpcs[this.instance.VpcId]?.CidrBlock ?? "10.0.0.0/16";
    const resolver = range.replace(/\.\d+\/\d+$/, ".2");
    return {
      "/etc/os-release": isAmazonLinux2023 ? AMAZON_LINUX_2023 : AMAZON_LINUX_2,
      "/etc/system-release": isAmazonLinux2023
        ? "Amazon Linux release 2023.9.20251027 (Amazon Linux)\n"
        : "Amazon Linux release 2 (Karoo)\n",
      "/etc/hostname": `${hostname}\n`,
      "/etc/hosts":
        "127.0.0.1   localhost localhost.localdomain localhost4 localhost4.localdomain4\n::1         localhost6 localhost6.localdomain6\n",
      "/etc/resolv.conf": `search ${hostname.slice(hostname.indexOf(".") + 1)}\nnameserver ${resolver}\n`,
      "/etc/passwd":
        "root:x:0:0:root:/root:/bin/bash\nec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash\nssm-user:x:1001:1001::/home/ssm-user:/bin/bash\n",
    };
  }
}

const AMAZON_LINUX_2023 = `NAME="Amazon Linux"
VERSION="2023"
ID="amzn"
ID_LIKE="fedora"
VERSION_ID="2023"
PLATFORM_ID="platform:al2023"
PRETTY_NAME="Amazon Linux 2023.9.20251027"
ANSI_COLOR="0;33"
CPE_NAME="cpe:2.3:o:amazon:amazon_linux:2023"
HOME_URL="https://aws.amazon.com/linux/amazon-linux-2023/"
DOCUMENTATION_URL="https://docs.aws.amazon.com/linux/"
SUPPORT_URL="https://aws.amazon.com/premiumsupport/"
BUG_REPORT_URL="https://github.com/amazonlinux/amazon-linux-2023"
VENDOR_NAME="AWS"
VENDOR_URL="https://aws.amazon.com/"
SUPPORT_END="2029-06-30"
`;

const AMAZON_LINUX_2 = `NAME="Amazon Linux"
VERSION="2"
ID="amzn"
ID_LIKE="centos rhel fedora"
VERSION_ID="2"
PRETTY_NAME="Amazon Linux 2"
ANSI_COLOR="0;33"
CPE_NAME="cpe:2.3:o:amazon:amazon_linux:2"
HOME_URL="https://amazonlinux.com/"
SUPPORT_END="2026-06-30"
`;
