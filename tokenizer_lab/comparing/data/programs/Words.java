import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;

public class Words {
    public static void main(String[] args) {
        Map<String, Integer> counts = new TreeMap<>();
        try (Scanner input = new Scanner(System.in)) {
            while (input.hasNext()) {
                counts.merge(input.next().toLowerCase(), 1, Integer::sum);
            }
        }
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .forEach(entry -> System.out.println(entry.getValue() + " " + entry.getKey()));
    }
}
