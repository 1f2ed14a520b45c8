/** A minimal credential plugin: prints the token that its kubeconfig sets in the environment. */
const { CONFORMANCE_TOKEN: token, KUBERNETES_EXEC_INFO: info = '{}' } = process.env;
const { apiVersion = 'client.authentication.k8s.io/v1' } = JSON.parse(info);
process.stdout.write(`${JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } })}\n`);
