/** The part of workerd's own module that is used here. A project of its own has all of it from `wrangler types`. */
declare module "cloudflare:workers" {
  export class DurableObject<Env = unknown> {
    protected readonly env: Env;
    constructor(ctx: unknown, env: Env);
  }
}
