/** The address of the repository, a placeholder until there is one. The packages repeat it, and a test compares them. */
export const repository = 'https://example.com/kube-client-gen';
