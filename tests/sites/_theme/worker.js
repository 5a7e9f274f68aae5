// {{ site.worker }} {{ base }} {{ keeps }} {{ title }} {{ description }}
{% include "offline.html" %}
