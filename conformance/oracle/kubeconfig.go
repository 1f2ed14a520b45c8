package main

import (
	"encoding/base64"
	"net/http"
	"os"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	_ "k8s.io/client-go/plugin/pkg/client/auth/oidc"
)

var kubeconfigCalls = calls{
	"kubeconfig.merge":   on(mergeKubeconfigs),
	"kubeconfig.resolve": on(resolveKubeconfigs),
}

// kubeconfigFiles names files that are there, or are not.
type kubeconfigFiles struct {
	// The one file to read, or the files of KUBECONFIG.
	Explicit string   `json:"explicit"`
	Files    []string `json:"files"`
	// The context that is asked for; empty for the current one.
	Context string `json:"context"`
}

func (input kubeconfigFiles) load() (*api.Config, error) {
	rules := clientcmd.ClientConfigLoadingRules{ExplicitPath: input.Explicit, Precedence: input.Files}
	return rules.Load()
}

type mergedKubeconfig struct {
	CurrentContext string                    `json:"currentContext"`
	Contexts       map[string]mergedContext  `json:"contexts"`
	Clusters       map[string]mergedCluster  `json:"clusters"`
	Users          map[string]mergedAuthInfo `json:"users"`
}

type mergedContext struct {
	Cluster   string `json:"cluster"`
	User      string `json:"user"`
	Namespace string `json:"namespace"`
}

type mergedCluster struct {
	Origin             string `json:"origin"`
	Server             string `json:"server"`
	ServerName         string `json:"serverName"`
	Insecure           bool   `json:"insecure"`
	CAFile             string `json:"caFile"`
	CAData             string `json:"caData"`
	ProxyURL           string `json:"proxyUrl"`
	DisableCompression bool   `json:"disableCompression"`
}

type mergedAuthInfo struct {
	Origin       string              `json:"origin"`
	CertFile     string              `json:"certFile"`
	CertData     string              `json:"certData"`
	KeyFile      string              `json:"keyFile"`
	KeyData      string              `json:"keyData"`
	Token        string              `json:"token"`
	TokenFile    string              `json:"tokenFile"`
	Username     string              `json:"username"`
	Password     string              `json:"password"`
	As           string              `json:"as"`
	AsUID        string              `json:"asUid"`
	AsGroups     []string            `json:"asGroups"`
	AsExtra      map[string][]string `json:"asExtra"`
	Exec         string              `json:"exec"`
	AuthProvider map[string]string   `json:"authProvider"`
}

func mergeKubeconfigs(input kubeconfigFiles) (mergedKubeconfig, error) {
	config, err := input.load()
	if err != nil {
		return mergedKubeconfig{}, err
	}
	merged := mergedKubeconfig{
		CurrentContext: config.CurrentContext,
		Contexts:       map[string]mergedContext{},
		Clusters:       map[string]mergedCluster{},
		Users:          map[string]mergedAuthInfo{},
	}
	for name, context := range config.Contexts {
		merged.Contexts[name] = mergedContext{context.Cluster, context.AuthInfo, context.Namespace}
	}
	for name, cluster := range config.Clusters {
		merged.Clusters[name] = mergedCluster{
			Origin:             cluster.LocationOfOrigin,
			Server:             cluster.Server,
			ServerName:         cluster.TLSServerName,
			Insecure:           cluster.InsecureSkipTLSVerify,
			CAFile:             cluster.CertificateAuthority,
			CAData:             inBase64(cluster.CertificateAuthorityData),
			ProxyURL:           cluster.ProxyURL,
			DisableCompression: cluster.DisableCompression,
		}
	}
	for name, user := range config.AuthInfos {
		described := mergedAuthInfo{
			Origin:    user.LocationOfOrigin,
			CertFile:  user.ClientCertificate,
			CertData:  inBase64(user.ClientCertificateData),
			KeyFile:   user.ClientKey,
			KeyData:   inBase64(user.ClientKeyData),
			Token:     user.Token,
			TokenFile: user.TokenFile,
			Username:  user.Username,
			Password:  user.Password,
			As:        user.Impersonate,
			AsUID:     user.ImpersonateUID,
			AsGroups:  listed(user.ImpersonateGroups),
			AsExtra:   mapped(user.ImpersonateUserExtra),
		}
		if user.Exec != nil {
			described.Exec = user.Exec.Command
		}
		if user.AuthProvider != nil {
			described.AuthProvider = user.AuthProvider.Config
		}
		merged.Users[name] = described
	}
	return merged, nil
}

type resolvedConfig struct {
	Host               string              `json:"host"`
	Username           string              `json:"username"`
	Password           string              `json:"password"`
	BearerToken        string              `json:"bearerToken"`
	BearerTokenFile    string              `json:"bearerTokenFile"`
	ServerName         string              `json:"serverName"`
	Insecure           bool                `json:"insecure"`
	CAFile             string              `json:"caFile"`
	CAData             string              `json:"caData"`
	CertFile           string              `json:"certFile"`
	CertData           string              `json:"certData"`
	KeyFile            string              `json:"keyFile"`
	KeyData            string              `json:"keyData"`
	ProxyURL           string              `json:"proxyUrl"`
	DisableCompression bool                `json:"disableCompression"`
	As                 string              `json:"as"`
	AsUID              string              `json:"asUid"`
	AsGroups           []string            `json:"asGroups"`
	AsExtra            map[string][]string `json:"asExtra"`
	Exec               *resolvedExec       `json:"exec"`
	AuthProvider       string              `json:"authProvider"`
	Namespace          string              `json:"namespace"`
}

type resolvedExec struct {
	Command            string           `json:"command"`
	APIVersion         string           `json:"apiVersion"`
	Args               []string         `json:"args"`
	Env                []api.ExecEnvVar `json:"env"`
	InteractiveMode    string           `json:"interactiveMode"`
	ProvideClusterInfo bool             `json:"provideClusterInfo"`
}

// resolveKubeconfigs answers with the config of a context, where a transport can be made of it.
func resolveKubeconfigs(input kubeconfigFiles) (resolvedConfig, error) {
	raw, err := input.load()
	if err != nil {
		return resolvedConfig{}, err
	}
	overrides := &clientcmd.ConfigOverrides{CurrentContext: input.Context}
	chosen := clientcmd.NewNonInteractiveClientConfig(*raw, input.Context, overrides, nil)
	config, err := chosen.ClientConfig()
	if err != nil {
		return resolvedConfig{}, err
	}
	namespace, _, err := chosen.Namespace()
	if err != nil {
		return resolvedConfig{}, err
	}
	resolved := resolvedConfig{
		Host:               config.Host,
		Username:           config.Username,
		Password:           config.Password,
		BearerToken:        config.BearerToken,
		BearerTokenFile:    config.BearerTokenFile,
		ServerName:         config.ServerName,
		Insecure:           config.Insecure,
		CAFile:             config.CAFile,
		CAData:             inBase64(config.CAData),
		CertFile:           config.CertFile,
		CertData:           inBase64(config.CertData),
		KeyFile:            config.KeyFile,
		KeyData:            inBase64(config.KeyData),
		DisableCompression: config.DisableCompression,
		As:                 config.Impersonate.UserName,
		AsUID:              config.Impersonate.UID,
		AsGroups:           listed(config.Impersonate.Groups),
		AsExtra:            mapped(config.Impersonate.Extra),
		Namespace:          namespace,
	}
	// What client-go has read of the file is not what the kubeconfig says.
	if content, err := os.ReadFile(config.BearerTokenFile); err == nil && string(content) == config.BearerToken {
		resolved.BearerToken = ""
	}
	if config.Proxy != nil {
		proxy, err := config.Proxy(&http.Request{})
		if err != nil {
			return resolvedConfig{}, err
		}
		resolved.ProxyURL = proxy.String()
	}
	if exec := config.ExecProvider; exec != nil {
		resolved.Exec = &resolvedExec{
			Command:            exec.Command,
			APIVersion:         exec.APIVersion,
			Args:               listed(exec.Args),
			Env:                listed(exec.Env),
			InteractiveMode:    string(exec.InteractiveMode),
			ProvideClusterInfo: exec.ProvideClusterInfo,
		}
	}
	if config.AuthProvider != nil {
		resolved.AuthProvider = config.AuthProvider.Name
	}
	if _, err := rest.TransportFor(config); err != nil {
		return resolvedConfig{}, err
	}
	return resolved, nil
}

func inBase64(data []byte) string {
	return base64.StdEncoding.EncodeToString(data)
}

// mapped is a map that JSON shows as one even where there is none.
func mapped[T any](given map[string]T) map[string]T {
	if given == nil {
		return map[string]T{}
	}
	return given
}
