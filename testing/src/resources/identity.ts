/** Who everybody is to this server, whatever they call themselves by. */
export const everybody = { username: 'system:admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] };
