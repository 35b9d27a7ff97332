package metrics

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// certificate writes a certificate of this machine and its key, and returns who trusts it.
func certificate(t *testing.T, folder string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "recaudo test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"server.crt": {Type: "CERTIFICATE", Bytes: der}, "server.key": {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return pool
}

// A client that checks the certificate and signs in gets the page; every other one gets nothing.
func TestServeTLS(t *testing.T) {
	folder := t.TempDir()
	trusted := certificate(t, folder)
	hash, err := bcrypt.GenerateFromPassword([]byte("secret"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t, nil)
	f.opts.WebConfig = filepath.Join(folder, "web.yml")
	config := "tls_server_config: {cert_file: server.crt, key_file: server.key, min_version: TLS12}\n" +
		"basic_auth_users: {ana: " + string(hash) + "}\n"
	if err := os.WriteFile(f.opts.WebConfig, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(serve(t, f), "http://")

	tests := []struct {
		name, scheme, user, password string
		tls                          *tls.Config
		want                         int // 0: no answer
	}{
		{"signed in", "https", "ana", "secret", &tls.Config{RootCAs: trusted}, http.StatusOK},
		{"wrong password", "https", "ana", "wrong", &tls.Config{RootCAs: trusted}, http.StatusUnauthorized},
		{"nobody", "https", "", "", &tls.Config{RootCAs: trusted}, http.StatusUnauthorized},
		{"another user", "https", "eva", "secret", &tls.Config{RootCAs: trusted}, http.StatusUnauthorized},
		{"a certificate that is not trusted", "https", "ana", "secret", &tls.Config{RootCAs: x509.NewCertPool()}, 0},
		{"an old TLS", "https", "ana", "secret", &tls.Config{RootCAs: trusted, MaxVersion: tls.VersionTLS11}, 0},
		{"without TLS", "http", "ana", "secret", nil, http.StatusBadRequest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			transport := &http.Transport{TLSClientConfig: test.tls}
			defer transport.CloseIdleConnections()
			for _, path := range []string{"/", "/metrics", "/-/ready"} {
				if got := status(t.Context(), transport, test.scheme+"://"+address+path, test.user, test.password); got != test.want {
					t.Errorf("GET %s: got status %d, want %d", path, got, test.want)
				}
			}
		})
	}
	if log := f.log.String(); strings.Contains(log, "secret") || strings.Contains(log, string(hash)) {
		t.Errorf("a password is in the log:\n%s", log)
	}
}

// status is the status of an answer, 0 if there is none.
func status(ctx context.Context, transport *http.Transport, address, user, password string) int {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0
	}
	if user != "" {
		request.SetBasicAuth(user, password)
	}
	response, err := (&http.Client{Transport: transport, Timeout: 20 * time.Second}).Do(request)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	return response.StatusCode
}
