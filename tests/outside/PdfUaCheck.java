import java.io.FileInputStream;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Says of each file named which rules of PDF/UA-1 (ISO 14289-1) it breaks, one a line: file, tab, clause, tab, what is wrong. */
class PdfUaCheck {
    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        var flavour = PDFAFlavour.PDFUA_1;
        for (var file : files) {
            try (var bytes = new FileInputStream(file);
                    var parser = Foundries.defaultInstance().createParser(bytes, flavour);
                    var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                var result = validator.validate(parser);
                result.getTestAssertions().stream()
                        .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
                        .map(assertion -> file + "\t" + assertion.getRuleId().getClause() + "\t" + assertion.getMessage())
                        .distinct()
                        .forEach(System.out::println);
                System.out.println(file + "\tread\t" + result.getTotalAssertions());
            }
        }
    }
}
