"""A team's week as the commands and the page "My shop" plan it: what is promised, how many it takes, who works when."""
