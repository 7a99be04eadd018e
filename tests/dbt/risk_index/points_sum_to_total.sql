-- A region's points add up to its total.
-- Guards the joins behind them.
select
    score.edition,
    score.region_code,
    sum(score.weighted_points) as weighted_points,
    max(risk_index.total) as total
from {{ ref("risk_index_score") }} as score
inner join {{ ref("risk_index") }} as risk_index
    on
        score.edition = risk_index.edition
        and score.region_code = risk_index.region_code
where risk_index.total is not null
group by score.edition, score.region_code
having abs(sum(score.weighted_points) - max(risk_index.total)) > 1e-9
