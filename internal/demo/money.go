package demo

import (
	"fmt"
	"strconv"
)

// centavos is an amount of money: hundredths of a Colombian peso.
type centavos int64

// roundedTo rounds half up to a multiple of step. It is meant for positive amounts.
func (c centavos) roundedTo(step centavos) centavos {
	return (c + step/2) / step * step
}

// share returns a part of an amount, rounded down to the centavo.
func (c centavos) share(part float64) centavos {
	return centavos(float64(c) * part)
}

// plain writes an amount as "1234567,89".
func (c centavos) plain() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d,%02d", sign, c/100, c%100)
}

// grouped writes an amount as "1.234.567,89".
func (c centavos) grouped() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	digits := strconv.FormatInt(int64(c/100), 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return fmt.Sprintf("%s%s,%02d", sign, digits, c%100)
}
