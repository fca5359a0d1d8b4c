package example.billing;

import java.math.BigDecimal;
import java.util.List;

/** An invoice is the sum of its lines, nothing more. */
public record Invoice(String number, List<Line> lines) {
    public record Line(String text, int quantity, BigDecimal price) {}

    public BigDecimal total() {
        return lines.stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
