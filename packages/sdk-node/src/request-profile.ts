import type { UserIntents } from "@rapport/contracts/intents";
import type { Profile } from "@rapport/contracts/profiles";
import type { UserSegments } from "@rapport/contracts/segments";
import type { Access, Question } from "./ask-server.ts";
import { askServer, RequestError } from "./ask-server.ts";

/**
 * The live profile of a person, or `undefined` if the project has never heard of the id.
 * @throws RequestError when the server cannot say
 */
export async function requestProfile(access: Access, userId: string): Promise<Profile | undefined> {
  return ask(access, { name: "getProfile", kind: "profile", path: pathOf(userId), isAnswer: isProfile });
}

/**
 * The segments that a person is in, or `undefined` if the project has never heard of the id.
 * @throws RequestError when the server cannot say
 */
export async function requestSegments(access: Access, userId: string): Promise<UserSegments["data"] | undefined> {
  const path = `${pathOf(userId)}/segments`;
  return (await ask(access, { name: "getSegments", kind: "segments", path, isAnswer: isSegments }))?.data;
}

/**
 * What is expected of a person, or `undefined` if the project has never heard of the id.
 * @throws RequestError when the server cannot say
 */
export async function requestIntents(access: Access, userId: string): Promise<UserIntents | undefined> {
  const path = `${pathOf(userId)}/intents`;
  return ask(access, { name: "getIntents", kind: "intents", path, isAnswer: isIntents });
}

const pathOf = (userId: string) => `/api/v1/users/${encodeURIComponent(userId)}`;

async function ask<T>(access: Access, question: Question<T>): Promise<T | undefined> {
  try {
    return await askServer(access, question);
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return undefined;
    throw error;
  }
}

/** The members that set a profile apart from any other answer; the rest is the server's word. */
function isProfile(body: unknown): body is Profile {
  return typeof body === "object" && body !== null && "id" in body && "identities" in body && "traits" in body;
}

function isSegments(body: unknown): body is UserSegments {
  return typeof body === "object" && body !== null && "data" in body && Array.isArray(body.data);
}

function isIntents(body: unknown): body is UserIntents {
  return typeof body === "object" && body !== null && "intents" in body && Array.isArray(body.intents);
}
