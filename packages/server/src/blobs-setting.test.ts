import { RapportError } from "@rapport/contracts/errors";
import { expect, test } from "vitest";
import { parseBlobsSetting } from "./blobs-setting.ts";

const account = { keyId: "AK", keySecret: "secret" };

test("names the engine and where it keeps blobs", () => {
  expect(parseBlobsSetting("folder", account)).toEqual({ engine: "folder", dir: undefined });
  expect(parseBlobsSetting("/srv/blobs", account)).toEqual({ engine: "folder", dir: "/srv/blobs" });
  expect(parseBlobsSetting("s3://shop-blobs", account)).toEqual({
    engine: "s3",
    bucket: "shop-blobs",
    prefix: "",
    region: "us-east-1",
    endpoint: undefined,
    ...account,
  });
  expect(
    parseBlobsSetting("s3://shop/rapport/live/?region=eu-central-1&endpoint=http://minio:9000/", account),
  ).toMatchObject({ bucket: "shop", prefix: "rapport/live/", region: "eu-central-1", endpoint: "http://minio:9000" });
});

test.each([
  ["gcs://bucket", account, "RAPPORT_BLOBS"],
  ["blobs", account, "RAPPORT_BLOBS"],
  ["s3:///a", account, "RAPPORT_BLOBS"],
  ["s3://bucket/../etc?endpoint=ftp://a", account, "RAPPORT_BLOBS"],
  ["s3://bucket", { ...account, keyId: undefined }, "RAPPORT_BLOBS_KEY_ID"],
  ["s3://bucket", { ...account, keySecret: undefined }, "RAPPORT_BLOBS_KEY_SECRET"],
])("%s is refused with the name of the variable", (text, given, name) => {
  const refuse = () => parseBlobsSetting(text, given);
  expect(refuse).toThrow(RapportError);
  expect(refuse).toThrow(`${name}:`);
});
