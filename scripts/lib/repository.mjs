/** The address of the repository, which is a placeholder. The packages repeat it, and a test compares them. */
export const repository = 'https://example.com/kube-client-gen';
