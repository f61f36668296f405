import { DeleteKeyPairCommand, DescribeKeyPairsCommand } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../runtime/errors.ts";
import type { Sweeper } from "../sweeper.ts";

/** The key pair, unless the account had it before. The guide of 2019 forgot it. */
export const keyPair: Sweeper = {
  kind: "key pair",
  async find({ ec2 }, scope) {
    try {
      const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({ KeyNames: [scope.keyPair] }));
      return KeyPairs.filter((pair) => !scope.before.has(pair.KeyPairId!)).map((pair) => ({
        action: "remove",
        id: pair.KeyPairId!,
        name: pair.KeyName,
        why: "It was made for the lab; the account had none of this name before.",
      }));
    } catch (error) {
      if (isAwsError(error, "InvalidKeyPair.NotFound")) return [];
      throw error;
    }
  },
  async sweep({ ec2 }, item) {
    // By name, which is what permissions for key pairs are given by. Deleting one that is gone succeeds.
    await ec2.send(new DeleteKeyPairCommand({ KeyName: item.name }));
  },
};
