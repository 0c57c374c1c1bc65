/** The package has no types. */
declare module 'email-providers' {
  /** In lower case. */
  const domains: readonly string[];
  export default domains;
}
