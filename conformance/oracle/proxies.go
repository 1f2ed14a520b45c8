package main

import (
	"net/url"

	"golang.org/x/net/http/httpproxy"
)

var proxyCalls = calls{
	"proxies.of": on(proxyOf),
}

// proxyOf answers with the proxy for a server, empty where there is none.
func proxyOf(input struct {
	Server     string `json:"server"`
	HTTPProxy  string `json:"httpProxy"`
	HTTPSProxy string `json:"httpsProxy"`
	NoProxy    string `json:"noProxy"`
}) (string, error) {
	server, err := url.Parse(input.Server)
	if err != nil {
		return "", err
	}
	config := httpproxy.Config{HTTPProxy: input.HTTPProxy, HTTPSProxy: input.HTTPSProxy, NoProxy: input.NoProxy}
	proxy, err := config.ProxyFunc()(server)
	if err != nil || proxy == nil {
		return "", err
	}
	return proxy.String(), nil
}
