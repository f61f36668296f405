import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { type Ledger, ledger as ledgerSchema } from "../../workflows/contract.ts";

/** Where the ledgers are kept. */
export interface LedgerBook {
  s3: S3Client;
  bucket: string;
}

const keyOf = (lab: string): string => `ledgers/${lab}.json`;

/** The ledger of a lab, or undefined where none was written: nothing of that lab was built here. */
export async function readLedger({ s3, bucket }: LedgerBook, lab: string): Promise<Ledger | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(lab) }));
    return ledgerSchema.parse(JSON.parse(await Body!.transformToString()));
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  }
}

/**
 * Writes a ledger unless there is one: a build that is started again must not take the half-built lab for what the
 * account had before.
 *
 * @returns whether it was written now
 */
export async function writeLedger({ s3, bucket }: LedgerBook, ledger: Ledger): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(ledger.lab),
        Body: JSON.stringify(ledger),
        ContentType: "application/json",
        IfNoneMatch: "*",
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "PreconditionFailed") return false;
    throw error;
  }
}

/** Deletes a lab's ledger; one that is gone already is fine. */
export async function deleteLedger({ s3, bucket }: LedgerBook, lab: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(lab) }));
}
