import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One node of OpenSearch with its plugins from the classpath, for tests and for trying it out.
 *
 * Each argument is a setting, `name=value`, or a further plugin, `plugin=class`. Prints `ready` and
 * its port once it answers; ends when its standard input does, so that it never outlives the process
 * that started it.
 */
public class OpenSearchNode extends Node {
  private OpenSearchNode(Settings settings, List<Class<? extends Plugin>> plugins) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"),
        plugins,
        true);
  }

  public static void main(String[] arguments) throws Exception {
    List<Class<? extends Plugin>> plugins =
        new ArrayList<>(
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class));
    Settings.Builder settings = Settings.builder();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair[0].equals("plugin")) {
        plugins.add(Class.forName(pair[1]).asSubclass(Plugin.class));
      } else {
        settings.put(pair[0], pair[1]);
      }
    }
    Node node = new OpenSearchNode(settings.build(), plugins).start();
    InetSocketAddress bound =
        node.injector()
            .getInstance(HttpServerTransport.class)
            .boundAddress()
            .publishAddress()
            .address();
    System.out.println("ready " + bound.getPort());
    while (System.in.read() >= 0) {}
    node.close();
    System.exit(0);
  }
}
