// What pages about Next import: Next itself is no dependency of this repository. examples/next is compiled with the real types.
declare module "next/headers" {
  export function headers(): Promise<Headers>;
}

declare module "next/server" {
  export function after(task: () => Promise<void>): void;
}
