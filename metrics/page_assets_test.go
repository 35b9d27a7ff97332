package metrics

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPolicy wants the browser to run and draw what the page brings along, and nothing else.
func TestPolicy(t *testing.T) {
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	for _, address := range []string{"/", "/?collector=c1"} {
		recorder := httptest.NewRecorder()
		f.Handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, address, nil))
		policy, body := recorder.Header().Get("Content-Security-Policy"), recorder.Body.String()
		for _, element := range []string{"style", "script"} {
			found := regexp.MustCompile(`(?s)<`+element+`>(.*?)</`+element+`>`).FindAllStringSubmatch(body, -1)
			if len(found) != 1 {
				t.Fatalf("GET %s: %d elements %s, want 1", address, len(found), element)
			}
			if want := element + "-src " + sourceHash(found[0][1]); !strings.Contains(policy, want+";") {
				t.Errorf("GET %s: policy %s lacks %s", address, policy, want)
			}
		}
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
			t.Errorf("GET %s: policy %s", address, policy)
		}
		// What the policy would block anyway, and nobody would notice.
		if found := regexp.MustCompile(` (style|on[a-z]+)="`).FindString(withoutAssets(body)); found != "" {
			t.Errorf("GET %s has the attribute %s", address, found)
		}
	}
}

// TestWords wants each word in each language, and as many figures in a format as the other language has.
func TestWords(t *testing.T) {
	english, spanish := reflect.ValueOf(pageLanguages["en"]), reflect.ValueOf(pageLanguages["es"])
	var compare func(name string, a, b reflect.Value)
	compare = func(name string, a, b reflect.Value) {
		switch a.Kind() {
		case reflect.String:
			if a.Len() == 0 || b.Len() == 0 {
				t.Errorf("%s is missing: %q, %q", name, a, b)
			}
			if x, y := strings.Count(a.String(), "%"), strings.Count(b.String(), "%"); x != y {
				t.Errorf("%s: %q and %q differ in their figures", name, a, b)
			}
		case reflect.Map:
			for _, key := range a.MapKeys() {
				if other := b.MapIndex(key); !other.IsValid() {
					t.Errorf("%s[%s] is missing in Spanish", name, key)
				}
			}
			if a.Len() != b.Len() {
				t.Errorf("%s: %d and %d words", name, a.Len(), b.Len())
			}
		case reflect.Struct:
			for i := range a.NumField() {
				if field := a.Type().Field(i); field.Name != "Tag" {
					compare(name+"."+field.Name, a.Field(i), b.Field(i))
				}
			}
		}
	}
	compare("words", english, spanish)
}

// TestContrast wants every pair of colours that the style sets as ink and paper to be told apart as WCAG 2.2 wants for
// AA: 4.5 for text, 3 for what is no text. The end-to-end target measures what a browser really draws.
func TestContrast(t *testing.T) {
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(pageStyle, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d sets of colours, want light, dark and print", len(blocks))
	}
	for i, theme := range []string{"light", "dark", "print"} {
		colours := map[string]string{}
		for _, match := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(blocks[i][1], -1) {
			colours[match[1]] = match[2]
		}
		lowest := math.Inf(1)
		for _, pair := range []struct {
			ink, paper string
			least      float64
		}{
			{"ink", "paper", 4.5}, {"quiet", "paper", 4.5}, {"up", "paper", 4.5}, {"down", "paper", 4.5},
			{"ink", "stripe", 4.5}, {"quiet", "stripe", 4.5}, {"up", "stripe", 4.5}, {"down", "stripe", 4.5},
			{"alarm-ink", "alarm", 4.5}, {"paper", "ink", 4.5}, {"focus", "paper", 3}, {"focus", "stripe", 3},
		} {
			if theme == "print" && pair.ink == "focus" {
				continue // nothing has the focus on paper
			}
			got, err := contrast(colours[pair.ink], colours[pair.paper])
			if err != nil {
				t.Fatalf("%s: %s on %s: %v", theme, pair.ink, pair.paper, err)
			}
			if got < pair.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", theme, pair.ink, pair.paper, got, pair.least)
			}
			if pair.least == 4.5 {
				lowest = min(lowest, got)
			}
		}
		t.Logf("%s: the lowest contrast of a text is %.2f", theme, lowest)
	}
}

// contrast is that of WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
func contrast(a, b string) (float64, error) {
	var luminance [2]float64
	for i, colour := range []string{a, b} {
		if len(colour) != 7 {
			return 0, fmt.Errorf("no colour: %q", colour)
		}
		for place, weight := range []float64{0.2126, 0.7152, 0.0722} {
			value, err := strconv.ParseUint(colour[1+2*place:3+2*place], 16, 8)
			if err != nil {
				return 0, err
			}
			channel := float64(value) / 255
			if channel <= 0.04045 {
				channel /= 12.92
			} else {
				channel = math.Pow((channel+0.055)/1.055, 2.4)
			}
			luminance[i] += weight * channel
		}
	}
	return (max(luminance[0], luminance[1]) + 0.05) / (min(luminance[0], luminance[1]) + 0.05), nil
}
