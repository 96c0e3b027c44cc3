/** The part of workerd's own module that is used here. */
declare module "cloudflare:workers" {
  export const env: object;
}
