package metrics

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

var (
	//go:embed page.html
	pageSource string
	//go:embed page_collector.html
	collectorSource string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string
)

// mostLines is the number of rows from which on the type is as small as it gets, even on a screen of 4K.
const mostLines = 100

// pageAssets is what every answer of the page is made with.
type pageAssets struct {
	template *template.Template
	style    template.CSS
	script   template.JS
	policy   string // Content-Security-Policy: this style, this script and nothing else
}

func newPageAssets() pageAssets {
	style := pageStyle + scaleRules()
	return pageAssets{
		template: template.Must(template.Must(template.New("page").Parse(pageSource)).Parse(collectorSource)),
		style:    template.CSS(style),
		script:   template.JS(pageScript),
		policy: fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; connect-src 'self'; base-uri 'none'; "+
			"form-action 'none'; frame-ancestors 'self'", sourceHash(style), sourceHash(pageScript)),
	}
}

// sourceHash names an inline style or script as the policy does.
func sourceHash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// scaleRules are the rules for what depends on the figures, the number of rows and the length of bars: the policy lets
// no element have a style of its own.
func scaleRules() string {
	var rules strings.Builder
	for lines := 1; lines <= mostLines; lines++ {
		fmt.Fprintf(&rules, ".l%d{--lines:%d}", lines, lines)
	}
	for share := 1; share <= 100; share++ {
		fmt.Fprintf(&rules, ".s%d{--share:.%02d}", share, share)
	}
	return strings.Replace(rules.String(), "--share:.100", "--share:1", 1)
}
